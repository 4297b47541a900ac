package io.uring.connector.spark;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns a query needs: without {@code content} no file is opened. */
final class UringScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {
  private final ListedFiles listed;
  private StructType required;

  UringScanBuilder(final ListedFiles listed) {
    this.listed = listed;
    required = listed.schema();
  }

  @Override
  public void pruneColumns(final StructType requiredSchema) {
    required = requiredSchema;
  }

  @Override
  public Scan build() {
    return new UringScan(listed, required);
  }
}
