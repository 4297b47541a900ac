package io.uring.connector.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/**
 * Takes from Spark which columns a query needs, without {@code content} no file is opened, and
 * which files its filters rule out.
 */
final class UringScanBuilder
    implements ScanBuilder, SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final ListedFiles listed;
  private final List<Predicate> pushed = new ArrayList<>();
  private final List<FileFilter> filters = new ArrayList<>();
  private StructType required;

  UringScanBuilder(final ListedFiles listed) {
    this.listed = listed;
    required = listed.schema();
  }

  @Override
  public void pruneColumns(final StructType requiredSchema) {
    required = requiredSchema;
  }

  /** Spark goes on to evaluate all of them, as it does over its own file sources. */
  @Override
  public Predicate[] pushPredicates(final Predicate[] predicates) {
    for (final Predicate predicate : predicates) {
      final FileFilter filter = listed.namesAreOfFiles() ? FileFilter.of(predicate) : null;
      if (filter != null) {
        pushed.add(predicate);
        filters.add(filter);
      }
    }
    return predicates;
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.toArray(new Predicate[0]);
  }

  @Override
  public Scan build() {
    return new UringScan(listed, filters, required);
  }
}
