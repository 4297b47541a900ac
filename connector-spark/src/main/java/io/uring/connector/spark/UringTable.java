package io.uring.connector.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one load. They are listed once, when a query first asks: to be told that nothing can
 * be written nobody waits for a listing. Each query over them plans a scan of its own.
 */
final class UringTable implements SupportsRead, SupportsMetadataColumns {
  private final Supplier<ListedFiles> lister;
  private final CaseInsensitiveStringMap options;
  private @Nullable ListedFiles listed;

  /**
   * A table that is listed when it is needed.
   *
   * @param lister lists it
   * @param options those that it is listed with
   */
  UringTable(final Supplier<ListedFiles> lister, final Map<String, String> options) {
    // Before any query over the table is planned.
    PythonFunctions.watch(SparkSession.active());
    this.lister = lister;
    this.options = new CaseInsensitiveStringMap(options);
  }

  private synchronized ListedFiles listed() {
    if (listed == null) {
      listed = lister.get();
    }
    return listed;
  }

  @Override
  public String name() {
    return "uring " + listed().options().source();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract until 4.0, and still what some of Spark asks for
  public StructType schema() {
    return listed().schema();
  }

  @Override
  public Column[] columns() {
    final StructField[] fields = listed().schema().fields();
    final Column[] columns = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      columns[i] = Column.create(fields[i].name(), fields[i].dataType(), fields[i].nullable());
    }
    return columns;
  }

  /** The columns that folders name, by which Spark 4.2 offers whatever it can tell of them. */
  @Override
  public Transform[] partitioning() {
    return Arrays.stream(listed().partitionSchema().fieldNames())
        .map(name -> Expressions.identity("`" + name.replace("`", "``") + "`"))
        .toArray(Transform[]::new);
  }

  /** For a table in a catalog, what the catalog has told: so Spark can show how it was made. */
  @Override
  public Map<String, String> properties() {
    final Map<String, String> properties = new HashMap<>(options.asCaseSensitiveMap());
    if (properties.containsKey(TableCatalog.PROP_LOCATION)) {
      properties.remove("path");
    }
    return properties;
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return new MetadataColumn[] {new FileMetadata()};
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(final CaseInsensitiveStringMap asked) {
    return new UringScanBuilder(
        options.entrySet().containsAll(asked.entrySet()) ? listed() : listedWith(asked));
  }

  /** What a query asks for by {@code WITH (name=value)} is not what the table was listed with. */
  private ListedFiles listedWith(final CaseInsensitiveStringMap asked) {
    final Map<String, String> all = new HashMap<>(options);
    all.putAll(asked);
    final StructType schema = listed().schema();
    final ListedFiles found = ListedFiles.list(new CaseInsensitiveStringMap(all), schema);
    if (!found.schema().equals(schema)) {
      throw new IllegalArgumentException(
          "options of a query must not change the columns of a table: with "
              + asked.asCaseSensitiveMap()
              + " they are "
              + found.schema().toDDL()
              + ", and it has "
              + schema.toDDL());
    }
    return found;
  }
}
