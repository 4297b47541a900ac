package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs one query over {@code binaryFile} and, in several ways, over {@code uring}. */
final class BothFormats {
  /** Ways to read that must not make a difference. */
  private static final List<Map<String, String>> WAYS =
      List.of(
          Map.of(),
          Map.of("columnar", "false"),
          Map.of("batchBytes", "64k", "batchRows", "3", "splitBytes", "64k", "queueDepth", "2"),
          Map.of("columnar", "false", "batchRows", "1", "engine", "nio"));

  private final SparkSession spark;
  private final Map<String, String> options = new HashMap<>();
  private UnaryOperator<Dataset<Row>> query = UnaryOperator.identity();
  private UnaryOperator<DataFrameReader> reader = UnaryOperator.identity();

  BothFormats(final SparkSession spark) {
    this.spark = spark;
  }

  BothFormats option(final String key, final String value) {
    options.put(key, value);
    return this;
  }

  BothFormats options(final Map<String, String> more) {
    options.putAll(more);
    return this;
  }

  BothFormats query(final UnaryOperator<Dataset<Row>> wanted) {
    query = wanted;
    return this;
  }

  BothFormats schema(final String ddl) {
    reader = before -> before.schema(ddl);
    return this;
  }

  /** Fails unless all are the same, {@code binaryFile} works, and there are so many rows. */
  void agreeOn(final int rows, final String... paths) {
    assertThat(agree(paths).rows()).as("rows of binaryFile").hasSize(rows);
  }

  /** Fails unless all are the same, and {@code binaryFile} works. */
  Outcome agree(final String... paths) {
    final Outcome expected = run("binaryFile", Map.of(), paths);
    assertThat(expected.error()).as("error of binaryFile").isEmpty();
    for (final Map<String, String> way : WAYS) {
      final Outcome actual = run("uring", way, paths);
      final String how = List.of(paths) + " read with " + options + ", " + way;
      assertThat(actual.error()).as("error of %s", how).isEmpty();
      assertThat(actual.schema()).as("schema of %s", how).isEqualTo(expected.schema());
      assertThat(actual.rows()).as("rows of %s", how).isEqualTo(expected.rows());
    }
    return expected;
  }

  /** Fails unless both fail with the same condition. */
  void failAlike(final String condition, final String... paths) {
    assertThat(run("binaryFile", Map.of(), paths).error()).isEqualTo(condition);
    assertThat(run("uring", Map.of(), paths).error()).isEqualTo(condition);
  }

  private Outcome run(final String format, final Map<String, String> way, final String... paths) {
    return Outcome.of(
        () ->
            query.apply(
                reader
                    .apply(spark.read().format(format).options(options).options(way))
                    .load(paths)));
  }
}
