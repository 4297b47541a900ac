package io.uring.connector.flink.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadRequest;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.memory.Slab;
import io.uring.connector.core.memory.SlabLease;
import io.uring.connector.core.memory.SlabPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Batches in slabs, as the engine makes them, and what their rows should be. */
final class Batches {
  /** A row as it should be; no content where it has failed. */
  record Row(
      String path, long length, long modifiedMicros, long offset, byte[] content, String error) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row row
          && path.equals(row.path)
          && length == row.length
          && modifiedMicros == row.modifiedMicros
          && offset == row.offset
          && Arrays.equals(content, row.content)
          && java.util.Objects.equals(error, row.error);
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }
  }

  private Batches() {}

  /** Rows of contents with so many bytes each; -1 for one that has failed. */
  static FileBatch of(int... lengths) {
    FileTable.Builder files = FileTable.builder();
    int[] file = new int[lengths.length];
    long[] offset = new long[lengths.length];
    long[] length = new long[lengths.length];
    for (int row = 0; row < lengths.length; row++) {
      file[row] = row;
      offset[row] = row % 3;
      length[row] = Math.max(0, lengths[row]);
      files.addPath(
          ("/data/ü" + row % 5 + "/file " + row).getBytes(UTF_8),
          offset[row] + length[row],
          1_700_000_000_000_000_000L + row * 1_000_001L,
          false);
    }
    RequestList requests = RequestList.ranges(files.build(), file, offset, length);
    ReadFailure[] failures = new ReadFailure[lengths.length];
    int[] position = new int[lengths.length + 1];
    boolean hasFailed = false;
    boolean hasContent = false;
    for (int row = 0; row < lengths.length; row++) {
      position[row + 1] = position[row] + Math.max(0, lengths[row]);
      hasContent |= lengths[row] >= 0;
      if (lengths[row] < 0) {
        hasFailed = true;
        ReadRequest request = requests.get(row);
        failures[row] = ReadFailure.of("read", row % 2 == 0 ? Errno.EIO : Errno.ENOENT, request);
      }
    }
    Slab slab = hasContent ? slab(Math.max(1, position[lengths.length])) : null;
    if (slab != null) {
      ByteBuffer bytes = slab.buffer().duplicate();
      for (int row = 0; row < lengths.length; row++) {
        bytes.put(content(row, Math.max(0, lengths[row])));
      }
    }
    int[] numbers = new int[lengths.length];
    Arrays.setAll(numbers, row -> row);
    return FileBatch.of(requests, numbers, position, hasFailed ? failures : null, slab);
  }

  /** What {@link #of} makes. */
  static List<Row> expected(int... lengths) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < lengths.length; row++) {
      boolean isWhole = lengths[row] >= 0;
      String path = "/data/ü" + row % 5 + "/file " + row;
      rows.add(
          new Row(
              path,
              Math.max(0, lengths[row]),
              1_700_000_000_000_000L + row * 1000L,
              row % 3,
              isWhole ? content(row, lengths[row]) : null,
              isWhole
                  ? null
                  : "read failed: errno="
                      + (row % 2 == 0 ? "EIO(5)" : "ENOENT(2)")
                      + ", file="
                      + path
                      + ", offset="
                      + row % 3
                      + ", length=0"));
    }
    return rows;
  }

  /** The rows of a batch, by its vectors. */
  static List<Row> rows(ArrowBatch batch) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      rows.add(
          new Row(
              new String(batch.path().get(row), UTF_8),
              batch.length().get(row),
              batch.modificationTime().get(row),
              batch.offset().get(row),
              batch.content().isNull(row) ? null : batch.content().get(row),
              batch.error().isNull(row) ? null : new String(batch.error().get(row), UTF_8)));
    }
    return rows;
  }

  /** A batch over a slab that nothing else holds. */
  static ArrowBatch arrow(int... lengths) {
    try (FileBatch batch = of(lengths)) {
      return ArrowBatch.of(batch);
    }
  }

  /** Lengths of the rows of some batch. */
  static int[] lengths(SplittableRandom random) {
    int rows = random.nextInt(4) == 0 ? random.nextInt(2000) : random.nextInt(20);
    int failing = random.nextInt(3) == 0 ? random.nextInt(1, 101) : 0;
    int most = random.nextInt(4) == 0 ? 200_000 : random.nextInt(1, 3000);
    int[] lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      boolean isLarge = random.nextInt(rows / 10 + 1) == 0;
      lengths[row] =
          random.nextInt(100) < failing
              ? -1
              : random.nextInt(4) == 0 ? 0 : random.nextInt(isLarge ? most : 500);
    }
    return lengths;
  }

  private static byte[] content(int row, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(row).nextBytes(bytes);
    return bytes;
  }

  private static Slab slab(int bytes) {
    try (SlabLease lease = SlabPool.jvm().lease(0)) {
      return lease.acquire(bytes);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
