package io.uring.connector.flink.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** A table of files, and what a query asks of it. Conditions hold for files that come later too. */
class UringTableSource
    implements ScanTableSource,
        SupportsProjectionPushDown,
        SupportsReadingMetadata,
        SupportsFilterPushDown {
  /** What was declared. */
  final FileTableDefinition table;

  /** The partitions that are wanted, or null for all. */
  @Nullable Set<Map<String, @Nullable String>> partitions;

  /** How many rows are enough. */
  long limit = Long.MAX_VALUE;

  private List<RowColumn> columns;
  private List<FileColumn> metadata = List.of();
  private DataType type;
  private List<FileCondition> conditions = List.of();

  UringTableSource(final FileTableDefinition table) {
    this.table = table;
    columns = table.columns();
    type = table.type();
  }

  UringTableSource(final UringTableSource other) {
    table = other.table;
    partitions = other.partitions;
    limit = other.limit;
    columns = other.columns;
    metadata = other.metadata;
    type = other.type;
    conditions = other.conditions;
  }

  @Override
  public DynamicTableSource copy() {
    return new UringTableSource(this);
  }

  @Override
  public String asSummaryString() {
    return "uring";
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(final int[][] projected, final DataType produced) {
    columns = Arrays.stream(projected).map(path -> table.columns().get(path[0])).toList();
    type = produced;
  }

  @Override
  public Map<String, DataType> listReadableMetadata() {
    return FileColumn.metadata();
  }

  @Override
  public void applyReadableMetadata(final List<String> keys, final DataType produced) {
    metadata = keys.stream().map(FileColumn::ofMetadata).toList();
    type = produced;
  }

  @Override
  public Result applyFilters(final List<ResolvedExpression> filters) {
    final Map<String, ComparedValue> compared = table.compared();
    final List<FileCondition> made = new ArrayList<>();
    final List<ResolvedExpression> accepted = new ArrayList<>();
    final List<ResolvedExpression> remaining = new ArrayList<>();
    for (final ResolvedExpression filter : filters) {
      final FileCondition condition = FileCondition.of(filter, compared);
      if (condition == null) {
        remaining.add(filter);
      } else {
        accepted.add(filter);
        made.add(condition);
      }
    }
    conditions = List.copyOf(made);
    return Result.of(accepted, remaining);
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(final ScanContext context) {
    final List<RowColumn> all = new ArrayList<>(columns);
    all.addAll(metadata);
    final RowDeserializer rows =
        new RowDeserializer(List.copyOf(all), context.createTypeInformation(type));
    return SourceProvider.of(
        table.options().source(rows, selection(), limit), table.options().parallelism());
  }

  /** Which files the query is about. */
  final TableSelection selection() {
    return new TableSelection(
        conditions,
        table.keys(),
        partitions == null ? null : new HashSet<>(partitions),
        table.options().keepsEveryFile() ? limit : Long.MAX_VALUE);
  }
}
