package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to: one {@code stat}, and one more for a link.
 *
 * @param attributes what is at the end of all links
 * @param isLink whether the path itself is a symbolic link
 * @param seenNanos when it was looked at, nanoseconds since 1970
 */
record Stat(BasicFileAttributes attributes, boolean isLink, long seenNanos) {
  private static final int ELOOP = 40;

  /** What a path leads to, or null where it leads nowhere. */
  static @Nullable Stat follow(final Path path) throws ListException {
    final long now = now();
    try {
      final BasicFileAttributes entry =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return entry.isSymbolicLink()
          ? new Stat(Files.readAttributes(path, BasicFileAttributes.class), true, now)
          : new Stat(entry, false, now);
    } catch (final IOException e) {
      return switch (Errno.of(e)) {
        case Errno.ENOENT, Errno.ENOTDIR, ELOOP -> null;
        default -> throw ListException.refused("stat", RawName.pathText(path), e);
      };
    }
  }

  /**
   * What a name in a folder leads to, as {@link #follow(Path)} finds it. Through the open folder
   * the kernel need not find the way to it again for every name.
   *
   * @param open the folder, or null where only its path is known
   * @param now a moment before the call
   */
  static @Nullable Stat follow(
      final Path folder,
      final @Nullable DirectoryStream<Path> open,
      final Path name,
      final long now)
      throws ListException {
    if (open instanceof SecureDirectoryStream<Path> secure) {
      try {
        final BasicFileAttributes entry =
            secure
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!entry.isSymbolicLink()) {
          return new Stat(entry, false, now);
        }
      } catch (final IOException e) {
        // What is wrong is found again, and told with the whole path.
        return follow(folder.resolve(name));
      }
    }
    return follow(folder.resolve(name));
  }

  /** Nanoseconds since 1970. */
  static long now() {
    return System.currentTimeMillis() * 1_000_000L;
  }

  /** Device and inode: equal for what is the same folder. */
  Object key() {
    return Objects.requireNonNull(attributes.fileKey());
  }

  boolean isDirectory() {
    return attributes.isDirectory();
  }

  boolean isSpecial() {
    return !attributes.isRegularFile() && !attributes.isDirectory();
  }

  long length() {
    return isSpecial() ? 0 : attributes.size();
  }

  long modifiedNanos() {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  boolean isSettled() {
    return !isLink && FileTable.hasSettled(modifiedNanos(), seenNanos);
  }

  /** The modification time, if a later change must have another one. */
  long settledNanos() {
    final long modified = modifiedNanos();
    return FileTable.hasSettled(modified, seenNanos) ? modified : FileTable.UNKNOWN;
  }
}
