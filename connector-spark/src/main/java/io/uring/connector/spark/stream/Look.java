package io.uring.connector.spark.stream;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file was at one moment.
 *
 * @param length bytes
 * @param modifiedNanos nanoseconds since 1970
 * @param isSpecial whether it is a FIFO, a socket or a device
 * @param isSettled as {@link FileTable#isSettled}
 */
record Look(long length, long modifiedNanos, boolean isSpecial, boolean isSettled) {

  /** As the listing has found it. */
  static Look listed(final FileTable files, final int file) {
    return new Look(
        files.length(file),
        files.modifiedNanos(file),
        files.isSpecial(file),
        files.isSettled(file));
  }

  /** As it is now, or null where it is gone. */
  static @Nullable Look at(final FileTable files, final int file) throws IOException {
    try {
      final BasicFileAttributes now =
          Files.readAttributes(RawPath.of(files.pathBytes(file)), BasicFileAttributes.class);
      final boolean isSpecial = !now.isRegularFile();
      return new Look(
          isSpecial ? 0 : now.size(),
          now.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          isSpecial,
          false);
    } catch (final IOException e) {
      return switch (Errno.of(e)) {
        case Errno.ENOENT, Errno.ENOTDIR -> null;
        default -> throw e;
      };
    }
  }

  void addTo(
      final FileTable.Builder table, final int directory, final FileTable files, final int file) {
    table.add(
        directory, StreamBatch.name(files, file), length, modifiedNanos, isSpecial, isSettled);
  }
}
