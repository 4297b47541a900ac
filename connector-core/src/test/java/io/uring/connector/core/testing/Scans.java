package io.uring.connector.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.uring.connector.core.ReadException;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads scans to their end. */
public final class Scans {
  private Scans() {}

  /** A row as it came out of a batch. */
  public record Row(int request, int file, byte[] content) {}

  /** All rows, each batch closed as soon as it has been copied. */
  public static List<Row> rows(FileScan scan) throws IOException {
    try (BatchReader reader = scan.open()) {
      return rows(reader);
    }
  }

  /** The rows that a reader still has. */
  public static List<Row> rows(BatchReader reader) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
      rows.addAll(rows(batch));
      batch.close();
    }
    return rows;
  }

  /** The rows of one batch. */
  public static List<Row> rows(FileBatch batch) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.rows(); i++) {
      rows.add(new Row(batch.request(i), batch.file(i), bytes(batch.content(i))));
    }
    return rows;
  }

  /** The bytes of a buffer. */
  public static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** What a scan fails with. */
  public static ReadException failure(FileScan scan) {
    ReadException failure = catchThrowableOfType(ReadException.class, () -> rows(scan));
    assertThat(failure).as("the scan's failure").isNotNull();
    return failure;
  }

  /** Every row holds the bytes that its request asks for, and the rows come in plan order. */
  public static void assertRows(List<Row> rows, RequestList requests, Contents contents) {
    assertThat(rows).hasSize(requests.size());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      assertThat(row.request()).isEqualTo(i);
      assertThat(row.file()).isEqualTo(requests.file(i));
      byte[] whole = contents.of(row.file());
      int from = Math.toIntExact(requests.offset(i));
      byte[] expected = Arrays.copyOfRange(whole, from, from + (int) requests.length(i));
      if (!Arrays.equals(row.content(), expected)) {
        assertThat(row.content()).as("content of %s", requests.get(i)).isEqualTo(expected);
      }
    }
  }

  /** What a file is expected to hold. */
  @FunctionalInterface
  public interface Contents {
    /** The bytes of the file with this number. */
    byte[] of(int file);
  }
}
