package io.uring.connector.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What a user would write: one file after another, by {@code Files.readAllBytes}. */
record PlainContent(Iterator<Row> rows) implements Iterator<Row> {
  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    final Row row = rows.next();
    final Path file = Path.of(row.getString(0).substring("file:".length()));
    try {
      return RowFactory.create(row.get(0), row.get(1), Files.readAllBytes(file));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
