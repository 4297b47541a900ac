package io.uring.connector.core.scan;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Looks at files one by one, in the order given: one {@code stat} each, one more for a link. */
final class FoundFiles {
  private final FileTable.Builder table = FileTable.builder();
  private final Map<Path, Integer> folders = new HashMap<>();

  private FoundFiles() {}

  static FileTable of(final Iterable<Path> paths) throws IOException {
    final FoundFiles found = new FoundFiles();
    for (final Path path : paths) {
      found.add(path.toAbsolutePath());
    }
    return found.table.build();
  }

  private void add(final Path path) throws IOException {
    final byte[] bytes = RawPath.bytes(path);
    int slash = bytes.length - 1;
    while (slash > 0 && bytes[slash] != '/') {
      slash--;
    }
    // The folder comes first: what happens between the two looks must change its time.
    final Path parent = Objects.requireNonNullElse(path.getParent(), path);
    final int folder = folder(parent, Arrays.copyOf(bytes, slash));
    final long now = System.currentTimeMillis() * 1_000_000L;
    final BasicFileAttributes entry = attributes(path, LinkOption.NOFOLLOW_LINKS);
    final BasicFileAttributes file = entry.isSymbolicLink() ? attributes(path) : entry;
    final long modified = modifiedNanos(file);
    table.add(
        folder,
        Arrays.copyOfRange(bytes, slash + 1, bytes.length),
        file.isOther() ? 0 : file.size(),
        modified,
        file.isOther(),
        !entry.isSymbolicLink() && FileTable.hasSettled(modified, now));
  }

  private int folder(final Path path, final byte[] bytes) {
    return folders.computeIfAbsent(path, absent -> table.addDirectory(bytes, settledNanos(path)));
  }

  private static long settledNanos(final Path folder) {
    final long now = System.currentTimeMillis() * 1_000_000L;
    try {
      final long modified = modifiedNanos(Files.readAttributes(folder, BasicFileAttributes.class));
      return FileTable.hasSettled(modified, now) ? modified : FileTable.UNKNOWN;
    } catch (final IOException e) {
      // Where it matters, the file cannot be looked at either, and its failure says more.
      return FileTable.UNKNOWN;
    }
  }

  private static long modifiedNanos(final BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  private static BasicFileAttributes attributes(final Path path, final LinkOption... options)
      throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, options);
    } catch (final IOException e) {
      throw new ReadException(
          ReadFailure.of("stat", Errno.of(e), new ReadRequest(path.toString(), 0, 0)));
    }
  }
}
