package io.uring.connector.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownOffset;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTableSample;
import org.apache.spark.sql.connector.read.SupportsPushDownTopN;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes from Spark what a query does with the files, as far as the listing knows enough for it:
 * which of them it wants, which columns, without {@code content} no file is opened, and what it
 * adds up.
 */
final class UringScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownV2Filters,
        SupportsPushDownAggregates,
        SupportsPushDownTableSample,
        SupportsPushDownTopN,
        SupportsPushDownLimit,
        SupportsPushDownOffset {
  private final ListedFiles listed;
  private final List<Predicate> predicates = new ArrayList<>();

  /** All that has gone into the choice, in its order, for people. */
  private final List<String> pushed = new ArrayList<>();

  private ChosenFiles chosen;
  private @Nullable StructType required;
  private @Nullable TotalsScan totals;
  private boolean isPartiallyPushed;

  UringScanBuilder(final ListedFiles listed) {
    this.listed = listed;
    chosen = ChosenFiles.all(listed);
  }

  @Override
  public void pruneColumns(final StructType requiredSchema) {
    required = requiredSchema;
  }

  /** What is not returned is done with: Spark evaluates it no more. */
  @Override
  public Predicate[] pushPredicates(final Predicate[] wanted) {
    final List<FileFilter> filters = new ArrayList<>();
    final List<Predicate> left = new ArrayList<>();
    for (final Predicate predicate : wanted) {
      final FileFilter whole = FileFilter.of(predicate, listed);
      final FileFilter filter = whole == null ? FolderFilter.of(predicate, listed) : whole;
      if (whole == null) {
        left.add(predicate);
      }
      if (filter != null) {
        predicates.add(predicate);
        pushed.add(predicate.toString());
        filters.add(filter);
      }
    }
    chosen = chosen.where(filters);
    return left.toArray(new Predicate[0]);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return predicates.toArray(new Predicate[0]);
  }

  /**
   * Spark 4.2 then asks a second time, with {@link FolderFilter}s.
   *
   * @return true
   */
  // Overrides nothing before Spark 4.2.
  public boolean supportsIterativePushdown() {
    return true;
  }

  /** All of an aggregation is taken or nothing: halves would change how Spark rounds and fails. */
  @Override
  public boolean supportCompletePushDown(final Aggregation aggregation) {
    return true;
  }

  @Override
  public boolean pushAggregation(final Aggregation aggregation) {
    totals = TotalsScan.of(aggregation, listed, chosen);
    return totals != null;
  }

  @Override
  public boolean pushTableSample(
      final double from, final double to, final boolean withReplacement, final long seed) {
    if (withReplacement) {
      return false;
    }
    chosen = chosen.sample(from, to, seed);
    pushed.add("SAMPLE " + from + " TO " + to);
    return true;
  }

  /** Spark sorts what is left once more: tasks do not end in the order of their splits. */
  @Override
  public boolean pushTopN(final SortOrder[] orders, final int limit) {
    final Comparator<Integer> order = isCountable() ? FileOrder.of(orders, listed, chosen) : null;
    if (order == null) {
      return false;
    }
    chosen = chosen.least(limit, order);
    pushed.add("FIRST " + limit + " BY " + List.of(orders));
    isPartiallyPushed = true;
    return true;
  }

  @Override
  public boolean pushLimit(final int limit) {
    if (!isCountable()) {
      return false;
    }
    chosen = chosen.first(limit);
    pushed.add("LIMIT " + limit);
    isPartiallyPushed = false;
    return true;
  }

  /** Comes after a limit, which counts the rows passed over too. */
  @Override
  public boolean pushOffset(final int offset) {
    if (!isCountable()) {
      return false;
    }
    chosen = chosen.after(offset);
    pushed.add("OFFSET " + offset);
    return true;
  }

  /** Of the limit or order that was pushed last: Spark asks right after it. */
  @Override
  public boolean isPartiallyPushed() {
    return isPartiallyPushed;
  }

  /** Whether rows can be counted before they are read: none of them may be left out then. */
  private boolean isCountable() {
    return totals == null && !listed.options().reading().dropsRows();
  }

  @Override
  public Scan build() {
    return totals != null
        ? totals
        : new UringScan(listed, chosen, pushed, required != null ? required : allColumns());
  }

  /**
   * Of a stream, Spark before 4.2 does not say which columns it wants. It takes them by their
   * places, {@code _metadata} behind the others, and passes over those that are too many.
   */
  private StructType allColumns() {
    final StructType schema = listed.schema();
    return List.of(schema.fieldNames()).contains(FileMetadata.NAME)
        ? schema
        : schema.add(FileMetadata.NAME, FileMetadata.TYPE, false);
  }
}
