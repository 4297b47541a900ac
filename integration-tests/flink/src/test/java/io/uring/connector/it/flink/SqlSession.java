package io.uring.connector.it.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * A session of SQL on the test's cluster, in UTC, where whatever would go through Kryo fails.
 *
 * @param sql the session
 */
record SqlSession(TableEnvironment sql) {
  /** All that a file has without being asked for metadata. */
  static final String COLUMNS =
      "content BYTES, path STRING, length BIGINT, modification_time TIMESTAMP_LTZ(3)";

  /** One for all tests of a class: to start one takes longer than most queries. */
  static MiniClusterExtension cluster() {
    return new MiniClusterExtension(
        new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());
  }

  static SqlSession batch() {
    return of(EnvironmentSettings.newInstance().inBatchMode());
  }

  static SqlSession streaming() {
    return of(EnvironmentSettings.newInstance().inStreamingMode());
  }

  private static SqlSession of(final EnvironmentSettings.Builder settings) {
    final Configuration configuration = new Configuration();
    configuration.setString("pipeline.generic-types", "false");
    configuration.setString("parallelism.default", "2");
    configuration.setString("table.local-time-zone", "UTC");
    return new SqlSession(
        TableEnvironment.create(settings.withConfiguration(configuration).build()));
  }

  /**
   * Declares a table.
   *
   * @param declaration such as {@code t (content BYTES)}
   * @param options such as {@code 'path'='/data'}
   */
  SqlSession table(final String declaration, final String... options) {
    sql.executeSql(
        "CREATE TABLE "
            + declaration
            + " WITH ('connector'='uring', "
            + String.join(", ", options)
            + ")");
    return this;
  }

  List<Row> rows(final String query) throws Exception {
    final List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> found = sql.executeSql(query).collect()) {
      found.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** The first column of all rows, sorted. */
  List<String> names(final String query) throws Exception {
    return rows(query).stream().map(row -> String.valueOf(row.getField(0))).sorted().toList();
  }

  String plan(final String query) {
    return sql.explainSql(query);
  }

  /** What a failure and its causes say. */
  static List<String> messages(final Throwable thrown) {
    final List<String> messages = new ArrayList<>();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      messages.add(String.valueOf(each.getMessage()));
    }
    return messages;
  }
}
