package io.uring.connector.flink.table;

import io.uring.connector.core.RequestList;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsAggregatePushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsPartitionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsStatisticReport;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.plan.stats.TableStats;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of the files that are there now: the planner may look at them, and rows may be enough.
 */
final class BoundedUringTableSource extends UringTableSource
    implements SupportsLimitPushDown,
        SupportsPartitionPushDown,
        SupportsStatisticReport,
        SupportsAggregatePushDown {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedUringTableSource.class);

  private @Nullable FileTotals totals;

  BoundedUringTableSource(final FileTableDefinition table) {
    super(table);
  }

  private BoundedUringTableSource(final BoundedUringTableSource other) {
    super(other);
    totals = other.totals;
  }

  @Override
  public DynamicTableSource copy() {
    return new BoundedUringTableSource(this);
  }

  @Override
  public void applyLimit(final long rows) {
    limit = Math.max(1, rows);
  }

  @Override
  public Optional<List<Map<String, String>>> listPartitions() {
    final Set<Map<String, String>> all = new LinkedHashSet<>();
    final RequestList found;
    try {
      found = table.found();
    } catch (final IOException e) {
      // Without partitions, Flink would take the table for empty.
      throw new TableException(
          "partitions cannot be listed where the query is planned: mount the files there, or leave"
              + " PARTITIONED BY out and use a condition on 'path'",
          e);
    }
    for (int i = 0; i < found.size(); i++) {
      if (i == 0 || directory(found, i) != directory(found, i - 1)) {
        all.add(TableSelection.partition(found, i, table.keys()));
      }
    }
    return Optional.of(List.copyOf(all));
  }

  @Override
  public void applyPartitions(final List<Map<String, String>> remaining) {
    partitions = new HashSet<>(remaining);
  }

  @Override
  public TableStats reportStatistics() {
    final RequestList chosen = chosen();
    return chosen == null ? TableStats.UNKNOWN : new TableStats(chosen.size());
  }

  @Override
  public boolean applyAggregates(
      final List<int[]> groupingSets,
      final List<AggregateExpression> aggregates,
      final DataType produced) {
    if (groupingSets.size() != 1 || groupingSets.get(0).length > 0 || chosen() == null) {
      return false;
    }
    totals = FileTotals.of(aggregates, table.compared(), produced);
    return totals != null;
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(final ScanContext context) {
    if (totals == null) {
      return super.getScanRuntimeProvider(context);
    }
    final RequestList chosen = chosen();
    if (chosen == null) {
      throw new TableException(
          "files cannot be listed where the plan is made, which counts them: mount them there, or"
              + " set 'source.report-statistics' = 'NONE'");
    }
    return totals.provider(chosen, context);
  }

  /** What the query reads, or null where the planner cannot say. */
  private @Nullable RequestList chosen() {
    if (!table.options().isListedByPlanner()) {
      return null;
    }
    try {
      return selection().select(table.found());
    } catch (final IOException e) {
      LOG.info("files cannot be listed where the query is planned: {}", e.getMessage());
      return null;
    }
  }

  private static int directory(final RequestList found, final int request) {
    return found.files().directory(found.file(request));
  }
}
