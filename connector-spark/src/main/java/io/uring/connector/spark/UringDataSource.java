package io.uring.connector.spark;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code spark.read().format("uring").load("/data/images")}: files as rows, with the schema and the
 * values of Spark's {@code binaryFile}, read through io_uring.
 *
 * <p>Spark makes one instance for each read, on the driver. Options can be set for a whole session
 * as {@code spark.datasource.uring.NAME}.
 */
public final class UringDataSource
    implements TableProvider, DataSourceRegister, SessionConfigSupport, CreatableRelationProvider {

  /** The listing behind {@link #inferSchema}, which Spark asks for right before the table. */
  private @Nullable ListedFiles listed;

  /** For Spark, which finds this class by its name. */
  public UringDataSource() {}

  @Override
  public String shortName() {
    return "uring";
  }

  @Override
  public String keyPrefix() {
    return "uring";
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  public StructType inferSchema(final CaseInsensitiveStringMap options) {
    listed = ListedFiles.list(options, null);
    return listed.schema();
  }

  @Override
  public Table getTable(
      final StructType schema,
      final Transform[] partitioning,
      final Map<String, String> properties) {
    final CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(properties);
    final ListedFiles known = listed;
    listed = null;
    return new UringTable(
        () ->
            known != null && known.schema().equals(schema)
                ? known
                : ListedFiles.list(options, schema),
        properties);
  }

  /** Spark asks a source of files for this when it is to write: nothing is written. */
  @Override
  public BaseRelation createRelation(
      final SQLContext context,
      final SaveMode mode,
      final scala.collection.immutable.Map<String, String> options,
      final Dataset<Row> rows) {
    throw SparkErrors.ofWriting();
  }
}
