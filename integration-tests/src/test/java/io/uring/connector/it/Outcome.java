package io.uring.connector.it;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a query gives, comparable.
 *
 * @param error the condition of the failure; empty if the query works
 * @param schema names, types and nullability of the columns
 * @param rows sorted, with digests in the place of bytes
 */
record Outcome(String error, String schema, List<String> rows) {

  static Outcome of(final Supplier<Dataset<Row>> query) {
    try {
      final Dataset<Row> result = query.get();
      final List<String> rows = new ArrayList<>();
      for (final Row row : result.collectAsList()) {
        rows.add(text(row));
      }
      Collections.sort(rows);
      return new Outcome("", result.schema().toString(), rows);
    } catch (final Exception e) {
      return new Outcome(condition(e), "", List.of());
    }
  }

  private static String text(final Row row) {
    final List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      final Object value = row.get(i);
      if (value instanceof Row nested) {
        values.add(text(nested));
      } else if (value instanceof byte[] bytes) {
        values.add(bytes.length + ":" + digest(bytes));
      } else if (value instanceof Timestamp time) {
        values.add(time.toInstant().toString());
      } else {
        values.add(String.valueOf(value));
      }
    }
    return values.toString();
  }

  private static String digest(final byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (final NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String condition(final Throwable failure) {
    return failure instanceof SparkThrowable named && named.getCondition() != null
        ? named.getCondition()
        : failure.toString();
  }
}
