package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * COUNT, SUM, MIN and MAX of what the listing knows: a single row, and no file is opened.
 *
 * @param totals in the order of the row
 * @param type of the row
 */
record FileTotals(List<Total> totals, DataType type) {
  /** What is made of the values of a column. */
  private enum Function {
    COUNT,
    SUM,
    MIN,
    MAX
  }

  /**
   * A field of the row.
   *
   * @param function makes it
   * @param column of this, or null for rows
   */
  private record Total(Function function, @Nullable ComparedValue column) {}

  /** The totals that aggregates are, or null where Flink must compute them. */
  static @Nullable FileTotals of(
      final List<AggregateExpression> aggregates,
      final Map<String, ComparedValue> columns,
      final DataType produced) {
    final List<Total> totals = new ArrayList<>();
    for (int i = 0; i < aggregates.size(); i++) {
      final Total total = total(aggregates.get(i), columns);
      if (total == null) {
        return null;
      }
      totals.add(total);
    }
    final List<LogicalType> types = ((RowType) produced.getLogicalType()).getChildren();
    return types.size() == totals.size() ? new FileTotals(totals, produced) : null;
  }

  private static @Nullable Total total(
      final AggregateExpression aggregate, final Map<String, ComparedValue> columns) {
    if (aggregate.isDistinct() || aggregate.getFilterExpression().isPresent()) {
      return null;
    }
    // The planner's own classes, in a class loader of its own: only their names can be known.
    final String function = aggregate.getFunctionDefinition().getClass().getName();
    final String name = function.substring(function.lastIndexOf('.') + 1);
    if (name.equals("Count1AggFunction")) {
      return new Total(Function.COUNT, null);
    }
    final ComparedValue column =
        aggregate.getArgs().size() == 1 ? columns.get(aggregate.getArgs().get(0).getName()) : null;
    if (column == null) {
      return null;
    }
    if (name.equals("CountAggFunction")) {
      return new Total(Function.COUNT, column);
    } else if (name.startsWith("MinAggFunction$")) {
      return new Total(Function.MIN, column);
    } else if (name.startsWith("MaxAggFunction$")) {
      return new Total(Function.MAX, column);
    } else if (name.equals("SumAggFunction$LongSumAggFunction")) {
      return new Total(Function.SUM, column);
    }
    return null;
  }

  /** Gives the row of these files. */
  ScanTableSource.ScanRuntimeProvider provider(
      final RequestList files, final ScanTableSource.ScanContext context) {
    final GenericRowData row = new GenericRowData(totals.size());
    final List<LogicalType> types = ((RowType) type.getLogicalType()).getChildren();
    for (int i = 0; i < totals.size(); i++) {
      row.setField(i, value(totals.get(i), files, types.get(i)));
    }
    return new OneRow(row, context.createTypeInformation(type));
  }

  private static @Nullable Object value(
      final Total total, final RequestList files, final LogicalType type) {
    final ComparedValue column = total.column();
    if (column == null) {
      return (long) files.size();
    }
    long count = 0;
    long sum = 0;
    Object extreme = null;
    for (int i = 0; i < files.size(); i++) {
      final Object value = column.of(files, i);
      if (value != null) {
        count++;
        sum += value instanceof Long number ? number : 0;
        if (extreme == null || isBetter(total.function(), column.kind(), value, extreme)) {
          extreme = value;
        }
      }
    }
    return switch (total.function()) {
      case COUNT -> count;
      case SUM -> count == 0 ? null : sum;
      case MIN, MAX -> extreme == null ? null : internal(extreme, type);
    };
  }

  private static boolean isBetter(
      final Function function,
      final ComparedValue.Kind kind,
      final Object value,
      final Object than) {
    final int difference = kind.compare(value, than);
    return function == Function.MIN ? difference < 0 : difference > 0;
  }

  private static Object internal(final Object value, final LogicalType type) {
    if (value instanceof Long number) {
      return switch (type.getTypeRoot()) {
        case TINYINT -> number.byteValue();
        case SMALLINT -> number.shortValue();
        case INTEGER -> number.intValue();
        default -> number;
      };
    }
    if (value instanceof Instant time) {
      return TimestampData.fromInstant(time);
    }
    return value instanceof String text ? StringData.fromString(text) : value;
  }

  /** A stream of one row. */
  private record OneRow(RowData row, TypeInformation<RowData> type)
      implements DataStreamScanProvider {
    @Override
    public DataStream<RowData> produceDataStream(
        final ProviderContext context, final StreamExecutionEnvironment environment) {
      final var stream = environment.fromData(List.of(row), type).setParallelism(1);
      context.generateUid("totals").ifPresent(stream::uid);
      return stream.name("totals of files");
    }

    @Override
    public boolean isBounded() {
      return true;
    }
  }
}
