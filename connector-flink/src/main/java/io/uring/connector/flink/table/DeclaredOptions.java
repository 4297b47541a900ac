package io.uring.connector.flink.table;

import io.uring.connector.core.FailureMode;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.FileSelection;
import io.uring.connector.flink.UringSource;
import io.uring.connector.flink.UringSourceBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * What stands in {@code WITH (…)}.
 *
 * @param options by the names of {@link UringTableOptions}
 * @param zone of the session, in which moments without one are
 */
record DeclaredOptions(ReadableConfig options, ZoneId zone) {

  boolean isContinuous() {
    return options.getOptional(UringTableOptions.MONITOR_INTERVAL).isPresent();
  }

  /** Whether the planner may list the files. */
  boolean isListedByPlanner() {
    return options.get(UringTableOptions.REPORT_STATISTICS) == UringTableOptions.Statistics.ALL;
  }

  @Nullable Integer parallelism() {
    return options.getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null);
  }

  /** Whether each file has a row at least, however it fares. */
  boolean keepsEveryFile() {
    return mode() != FailureMode.DROPMALFORMED
        && !options.get(UringTableOptions.IGNORE_MISSING_FILES)
        && !options.get(UringTableOptions.IGNORE_CORRUPT_FILES);
  }

  /** What becomes of files that cannot be read. */
  FailureMode mode() {
    return ReadOptions.parse(
            option -> options.getOptional(UringTableOptions.of(option)).orElse(null))
        .build()
        .mode();
  }

  /**
   * A source of rows.
   *
   * @param enough rows after which a subtask opens no more files
   * @throws ValidationException if an option cannot have its value, or some do not go together
   */
  UringSource<RowData> source(
      final RowDeserializer rows, final FileSelection selection, final long enough) {
    if (options.getOptional(UringTableOptions.PATH).isPresent()
        == options.getOptional(UringTableOptions.MANIFEST).isPresent()) {
      throw new ValidationException("set either option path or option manifest");
    }
    try {
      final UringSourceBuilder<RowData> builder = builder(selection).deserializer(rows);
      if (rows.columns().stream().allMatch(RowColumn::isListed)) {
        builder.withoutContent();
      }
      return builder.enough(enough).build();
    } catch (final IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
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
    options
        .getOptional(UringTableOptions.MODIFIED_AFTER)
        .map(text -> moment(UringTableOptions.MODIFIED_AFTER, text))
        .ifPresent(builder::modifiedAfter);
    options
        .getOptional(UringTableOptions.MODIFIED_BEFORE)
        .map(text -> moment(UringTableOptions.MODIFIED_BEFORE, text))
        .ifPresent(builder::modifiedBefore);
    if (options.get(UringTableOptions.IGNORE_MISSING_FILES)) {
      builder.ignoreMissingFiles();
    }
    if (options.get(UringTableOptions.IGNORE_CORRUPT_FILES)) {
      builder.ignoreCorruptFiles();
    }
    final Pattern regex =
        options.getOptional(UringTableOptions.PATH_REGEX).map(DeclaredOptions::regex).orElse(null);
    if (regex != null || options.get(UringTableOptions.RECURSIVE_FILE_LOOKUP)) {
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
      throw new IllegalArgumentException(
          String.valueOf(e.getMessage()).replace(option.key(), option.kebabKey()), e);
    }
  }

  private static void glob(final UringSourceBuilder<RowData> builder, final String text) {
    try {
      builder.nameGlob(text);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.valueOf(e.getMessage()).replace("nameGlob", "option path-glob-filter"), e);
    }
  }

  private Instant moment(final ConfigOption<String> option, final String text) {
    final String trimmed = text.trim();
    try {
      final TemporalAccessor moment =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              trimmed.indexOf(':') < 0 ? trimmed + "T00:00" : trimmed.replace(' ', 'T'),
              ZonedDateTime::from,
              LocalDateTime::from);
      return moment instanceof ZonedDateTime zoned
          ? zoned.toInstant()
          : LocalDateTime.from(moment).atZone(zone).toInstant();
    } catch (final DateTimeException e) {
      throw new IllegalArgumentException(
          "option "
              + option.key()
              + " must be a timestamp such as 2026-01-31T12:00:00, not "
              + text,
          e);
    }
  }

  private static Pattern regex(final String text) {
    try {
      return Pattern.compile(text);
    } catch (final PatternSyntaxException e) {
      throw new IllegalArgumentException(
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
}
