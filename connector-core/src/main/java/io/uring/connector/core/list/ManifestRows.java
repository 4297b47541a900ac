package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of a manifest and makes a listing of them: about 50 bytes of heap a row besides
 * the names, while it is at it. For one thread.
 */
final class ManifestRows {
  /** The length of a range that goes to the end of its file. */
  static final long REST = -1;

  private static final int LEFT_OUT = -1;

  private final PathSet paths = new PathSet();
  private final List<ManifestFile> parts = new ArrayList<>();
  private final List<Integer> partStart = new ArrayList<>();
  private int size;
  private int[] file = new int[16];

  /** The line of each row, to be named. */
  private int[] line = new int[16];

  /** Null as long as every row is a whole file. */
  private long @Nullable [] offset;

  private long @Nullable [] length;

  /** The rows that follow are from this file. */
  void begin(final ManifestFile part) {
    parts.add(part);
    partStart.add(size);
  }

  /**
   * Adds a row.
   *
   * @param from first byte, 0 or more
   * @param count number of bytes, 0 or more, or {@link #REST}
   */
  void add(final long row, final byte[] path, final long from, final long count)
      throws ListException {
    final ManifestFile part = parts.get(parts.size() - 1);
    if (size == file.length) {
      if (size > Integer.MAX_VALUE / 2) {
        throw part.refuse(row, "a manifest must have at most " + size + " rows; split it");
      }
      grow(size * 2);
    }
    try {
      file[size] = paths.add(ManifestPath.absolute(part, row, path));
    } catch (final ArithmeticException e) {
      throw part.refuse(row, "all names together must be below 2 GiB; split the manifest");
    }
    line[size] = (int) Math.min(row, Integer.MAX_VALUE);
    if (offset == null && (from != 0 || count != REST)) {
      offset = new long[file.length];
      length = new long[file.length];
      Arrays.fill(length, 0, size, REST);
    }
    if (offset != null && length != null) {
      offset[size] = from;
      length[size] = count;
    }
    size++;
  }

  private void grow(final int capacity) {
    file = Arrays.copyOf(file, capacity);
    line = Arrays.copyOf(line, capacity);
    if (offset != null && length != null) {
      offset = Arrays.copyOf(offset, capacity);
      length = Arrays.copyOf(length, capacity);
    }
  }

  /** Looks at the files and ends the collection. */
  Listing list(final ListOptions options) throws IOException {
    final FileLook look = FileLook.at(paths, options);
    final FileLook.Failure failure = look.failure();
    if (failure != null) {
      final int row = firstRow(failure.file());
      throw part(row).refuse(line[row], failure.cause());
    }
    final List<Listing.Skipped> skipped = new ArrayList<>();
    final FileTable.Builder table = FileTable.builder();
    final int[] number = new int[paths.size()];
    for (int path = 0; path < number.length; path++) {
      number[path] = LEFT_OUT;
      if (look.isMissing(path)) {
        final String text = new String(paths.path(path), StandardCharsets.UTF_8);
        skipped.add(new Listing.Skipped(text, Listing.Reason.MISSING));
      } else if (look.isTaken(path)) {
        number[path] = look.addTo(table, path);
      }
    }
    return new Listing(requests(table.build(), number), Partitions.NONE, new int[0], skipped);
  }

  private RequestList requests(final FileTable files, final int[] number) throws ListException {
    if (offset == null && size == paths.size()) {
      return RequestList.wholeFiles(files);
    }
    final int[] toFile = new int[size];
    final long[] toOffset = new long[size];
    final long[] toLength = new long[size];
    int count = 0;
    for (int row = 0; row < size; row++) {
      final int kept = number[file[row]];
      if (kept == LEFT_OUT) {
        continue;
      }
      final long from = offset == null ? 0 : offset[row];
      final long wanted = length == null ? REST : length[row];
      final long rest = files.length(kept) - from;
      if (rest < 0 || wanted > rest) {
        throw part(row)
            .refuse(
                line[row],
                "range must be within the file: file="
                    + files.path(kept)
                    + ", offset="
                    + from
                    + (wanted == REST ? "" : ", length=" + wanted)
                    + ", size="
                    + files.length(kept));
      }
      toFile[count] = kept;
      toOffset[count] = from;
      toLength[count++] = wanted == REST ? rest : wanted;
    }
    return RequestList.ranges(
        files,
        Arrays.copyOf(toFile, count),
        Arrays.copyOf(toOffset, count),
        Arrays.copyOf(toLength, count));
  }

  private int firstRow(final int path) {
    int row = 0;
    while (file[row] != path) {
      row++;
    }
    return row;
  }

  private ManifestFile part(final int row) {
    int part = parts.size() - 1;
    while (partStart.get(part) > row) {
      part--;
    }
    return parts.get(part);
  }
}
