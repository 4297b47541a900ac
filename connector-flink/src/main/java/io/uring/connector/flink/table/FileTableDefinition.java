package io.uring.connector.flink.table;

import io.uring.connector.core.FailureMode;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.FileSelection;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** A table as it was declared, checked; what a query asks for comes on top. For one thread. */
final class FileTableDefinition {
  private final ReadableConfig options;
  private final DataType type;
  private final List<RowColumn> columns;
  private final List<PartitionColumn> keys;
  private @Nullable RequestList found;

  private FileTableDefinition(
      final ReadableConfig options,
      final DataType type,
      final List<RowColumn> columns,
      final List<PartitionColumn> keys) {
    this.options = options;
    this.type = type;
    this.columns = columns;
    this.keys = keys;
  }

  static FileTableDefinition of(
      final ReadableConfig options, final DataType type, final List<String> partitionKeys) {
    final List<RowColumn> columns = new ArrayList<>();
    final List<PartitionColumn> keys = new ArrayList<>();
    for (final RowType.RowField field : ((RowType) type.getLogicalType()).getFields()) {
      if (partitionKeys.contains(field.getName())) {
        final PartitionColumn key = new PartitionColumn(field.getName(), field.getType());
        columns.add(key);
        keys.add(key);
      } else {
        columns.add(FileColumn.ofPhysical(field.getName(), field.getType()));
      }
    }
    final FileTableDefinition made = new FileTableDefinition(options, type, columns, keys);
    made.check();
    return made;
  }

  boolean isContinuous() {
    return options.getOptional(UringTableOptions.MONITOR_INTERVAL).isPresent();
  }

  /** Whether the planner may list the files. */
  boolean isListedByPlanner() {
    return options.get(UringTableOptions.REPORT_STATISTICS) == UringTableOptions.Statistics.ALL;
  }

  DataType type() {
    return type;
  }

  /** All columns but metadata. */
  List<RowColumn> columns() {
    return columns;
  }

  List<PartitionColumn> keys() {
    return keys;
  }

  @Nullable Integer parallelism() {
    return options.getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null);
  }

  /** Columns by name that conditions can be about. Only of these names are sure: not metadata's. */
  Map<String, ComparedValue> compared() {
    final Map<String, ComparedValue> compared = new HashMap<>();
    final List<RowType.RowField> fields = ((RowType) type.getLogicalType()).getFields();
    for (int i = 0; i < columns.size(); i++) {
      final ComparedValue.Kind kind = ComparedValue.Kind.of(fields.get(i).getType());
      if (columns.get(i).isListed() && kind != null) {
        compared.put(fields.get(i).getName(), new ComparedValue(kind, columns.get(i), null));
      }
    }
    return compared;
  }

  /** Whether each file has a row at least, however it fares. */
  boolean keepsEveryFile() {
    return mode() != FailureMode.DROPMALFORMED;
  }

  /** The files that are there now, listed once for all questions of a query. */
  RequestList found() throws IOException {
    if (found == null) {
      found = builder(files -> files).withoutContent().deserializer(nothing()).build().find();
    }
    return found;
  }

  /** A source of rows. */
  UringSource<RowData> source(
      final RowDeserializer rows, final FileSelection selection, final long enough) {
    final UringSourceBuilder<RowData> builder = builder(selection).deserializer(rows);
    if (rows.columns().stream().allMatch(RowColumn::isListed)) {
      builder.withoutContent();
    }
    return builder.enough(enough).build();
  }

  private void check() {
    if (options.getOptional(UringTableOptions.PATH).isPresent()
        == options.getOptional(UringTableOptions.MANIFEST).isPresent()) {
      throw new ValidationException("set either option path or option manifest");
    }
    try {
      builder(files -> files).deserializer(nothing()).build();
    } catch (final IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
    final int content = columns.indexOf(FileColumn.CONTENT);
    final LogicalType row = type.getLogicalType();
    if (content >= 0
        && mode() == FailureMode.PERMISSIVE
        && !((RowType) row).getTypeAt(content).isNullable()) {
      throw new ValidationException(
          "option mode=PERMISSIVE keeps files that cannot be read, without content: make the column"
              + " content BYTES in place of BYTES NOT NULL, or choose another mode");
    }
  }

  private FailureMode mode() {
    return reading().build().mode();
  }

  private ReadOptions.Builder reading() {
    return ReadOptions.parse(
        option -> options.getOptional(UringTableOptions.of(option)).orElse(null));
  }

  private UringSourceBuilder<RowData> builder(final FileSelection selection) {
    final UringSourceBuilder<RowData> builder = UringSource.builder();
    for (final ReadOption option : ReadOption.all()) {
      options
          .getOptional(UringTableOptions.of(option))
          .ifPresent(value -> set(builder, option, value));
    }
    options
        .getOptional(UringTableOptions.PATH)
        .ifPresent(paths -> builder.paths(paths.toArray(new String[0])));
    options.getOptional(UringTableOptions.MANIFEST).ifPresent(builder::manifest);
    options.getOptional(UringTableOptions.PATH_GLOB_FILTER).ifPresent(glob -> glob(builder, glob));
    final Pattern regex =
        options
            .getOptional(UringTableOptions.PATH_REGEX)
            .map(FileTableDefinition::regex)
            .orElse(null);
    if (regex != null || options.get(UringTableOptions.RECURSIVE)) {
      builder.recursive();
    }
    options.getOptional(UringTableOptions.MONITOR_INTERVAL).ifPresent(builder::monitorContinuously);
    return builder
        .minFileAge(options.get(UringTableOptions.MIN_FILE_AGE))
        .forgetAfter(options.get(UringTableOptions.FORGET_AFTER))
        .select(regex == null ? selection : all -> selection.select(matching(all, regex)));
  }

  /** The core names options as Spark does. */
  private static void set(
      final UringSourceBuilder<RowData> builder, final ReadOption option, final String value) {
    try {
      builder.option(option.kebabKey(), value);
    } catch (final IllegalArgumentException e) {
      throw new ValidationException(
          String.valueOf(e.getMessage()).replace(option.key(), option.kebabKey()), e);
    }
  }

  private static void glob(final UringSourceBuilder<RowData> builder, final String text) {
    try {
      builder.nameGlob(text);
    } catch (final IllegalArgumentException e) {
      throw new ValidationException(
          String.valueOf(e.getMessage()).replace("nameGlob", "option path-glob-filter"), e);
    }
  }

  private static Pattern regex(final String text) {
    try {
      return Pattern.compile(text);
    } catch (final PatternSyntaxException e) {
      throw new ValidationException(
          "option source.path.regex-pattern must be a regular expression such as .*/cats/.*[.]jpg ("
              + e.getDescription()
              + "), not "
              + text,
          e);
    }
  }

  private static RequestList matching(final RequestList all, final Pattern regex) {
    return all.select(
        IntStream.range(0, all.size())
            .filter(i -> regex.matcher(all.files().path(all.file(i))).matches())
            .toArray());
  }

  /** For a source that is only asked for its files. */
  private static RowDeserializer nothing() {
    return new RowDeserializer(List.of(), TypeInformation.of(RowData.class));
  }
}
