package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One {@code stat} that follows links. */
final class Stat {
  private static final int ELOOP = 40;

  private Stat() {}

  /** The attributes of what a path leads to, or null where it leads nowhere. */
  static @Nullable BasicFileAttributes follow(final Path path) throws ListException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (final IOException e) {
      return switch (Errno.of(e)) {
        case Errno.ENOENT, Errno.ENOTDIR, ELOOP -> null;
        default -> throw ListException.refused("stat", RawName.pathText(path), e);
      };
    }
  }

  /** Device and inode: equal for what is the same folder. */
  static Object key(final BasicFileAttributes attributes) {
    return Objects.requireNonNull(attributes.fileKey());
  }

  static boolean isSpecial(final BasicFileAttributes attributes) {
    return !attributes.isRegularFile() && !attributes.isDirectory();
  }

  static long length(final BasicFileAttributes attributes) {
    return isSpecial(attributes) ? 0 : attributes.size();
  }

  static long modifiedNanos(final BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }
}
