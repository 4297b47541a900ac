package io.uring.connector.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Files in SQL without a table: with {@code
 * spark.sql.catalog.uring=io.uring.connector.spark.UringCatalog} a query is {@code SELECT * FROM
 * uring.`/data/images`}. What stands in backticks is a path or a glob as for {@code load}; options
 * set as {@code spark.sql.catalog.uring.NAME} hold for all of them, and those of {@code WITH
 * (name=value)} for one query.
 *
 * <p>It only reads: there is nothing to create, to alter, to drop or to list. Files are listed anew
 * for each query. Safe on any thread.
 */
public final class UringCatalog implements TableCatalog {
  private volatile String name = "uring";
  private volatile Map<String, String> defaults = Map.of();

  /** For Spark, which finds this class by its name. */
  public UringCatalog() {}

  @Override
  public void initialize(final String catalog, final CaseInsensitiveStringMap options) {
    name = catalog;
    defaults = Map.copyOf(options);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(final Identifier table) throws NoSuchTableException {
    final String path = table.name();
    if (table.namespace().length > 0 || !(path.startsWith("/") || path.startsWith("file:"))) {
      throw new IllegalArgumentException(
          "a table of catalog "
              + name
              + " is an absolute path in backticks, such as "
              + name
              + ".`/data/images`, not "
              + table);
    }
    final Map<String, String> options = new HashMap<>(defaults);
    options.put("path", path);
    final ListedFiles listed = ListedFiles.list(new CaseInsensitiveStringMap(options), null);
    return new UringTable(() -> listed, options);
  }

  @Override
  public boolean tableExists(final Identifier table) {
    try {
      loadTable(table);
      return true;
    } catch (final AnalysisException e) {
      return false;
    }
  }

  @Override
  public Identifier[] listTables(final String[] namespace) {
    throw readOnly("lists no tables");
  }

  @Override
  public Table createTable(
      final Identifier table,
      final Column[] columns,
      final Transform[] partitions,
      final Map<String, String> properties) {
    throw readOnly("creates no tables");
  }

  @Override
  public Table alterTable(final Identifier table, final TableChange... changes) {
    throw readOnly("alters no tables");
  }

  @Override
  public boolean dropTable(final Identifier table) {
    throw readOnly("drops no tables");
  }

  @Override
  public void renameTable(final Identifier from, final Identifier to) {
    throw readOnly("renames no tables");
  }

  private UnsupportedOperationException readOnly(final String what) {
    return new UnsupportedOperationException(
        "catalog "
            + name
            + " "
            + what
            + ", it reads files by their paths: SELECT * FROM "
            + name
            + ".`/data/images`; for a table with a name use CREATE TABLE … USING uring OPTIONS"
            + " (path '/data/images')");
  }
}
