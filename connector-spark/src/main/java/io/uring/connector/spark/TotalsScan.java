package io.uring.connector.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Aggregates over all chosen files: one row that is there once the query is planned. */
final class TotalsScan implements LocalScan, SupportsReportStatistics {
  private final List<FileTotal> totals;

  private TotalsScan(final List<FileTotal> totals) {
    this.totals = totals;
  }

  /** The scan of an aggregation, or null where any part of it is Spark's to find. */
  static @Nullable TotalsScan of(
      final Aggregation aggregation, final ListedFiles listed, final ChosenFiles chosen) {
    if (aggregation.groupByExpressions().length > 0) {
      return null;
    }
    final List<FileTotal> totals = new ArrayList<>();
    for (final AggregateFunc function : aggregation.aggregateExpressions()) {
      final FileTotal total = FileTotal.of(function, listed, chosen);
      if (total == null) {
        return null;
      }
      totals.add(total);
    }
    return totals.isEmpty() ? null : new TotalsScan(List.copyOf(totals));
  }

  @Override
  public StructType readSchema() {
    final StructField[] fields = new StructField[totals.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = DataTypes.createStructField(totals.get(i).name(), totals.get(i).type(), true);
    }
    return new StructType(fields);
  }

  @Override
  public InternalRow[] rows() {
    final @Nullable Object[] values = new @Nullable Object[totals.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = totals.get(i).value();
    }
    return new InternalRow[] {new GenericInternalRow(values)};
  }

  @Override
  public Statistics estimateStatistics() {
    return new ScanStatistics(1, readSchema().defaultSize());
  }

  @Override
  public String description() {
    return "uring totals " + readSchema().toDDL();
  }
}
