package io.uring.connector.core.engine;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that Java's channels make. */
final class ChannelCalls implements BlockingCalls {
  private static final Set<OpenOption> PLAIN = Set.of(StandardOpenOption.READ);

  private @Nullable FileChannel channel;

  @Override
  public boolean isLocal(final FileTable files, final int file) {
    return false;
  }

  @Override
  public int open(final FileTable files, final int file, final boolean direct) {
    final OpenOption option = DirectOption.DIRECT;
    if (direct && option == null) {
      return -Errno.EINVAL;
    }
    final Path path = RawPath.of(files.pathBytes(file));
    try {
      channel =
          FileChannel.open(
              path, direct && option != null ? Set.of(StandardOpenOption.READ, option) : PLAIN);
      return 0;
    } catch (final UnsupportedOperationException e) {
      return -Errno.EINVAL;
    } catch (final NoSuchFileException e) {
      return -missing(path);
    } catch (final IOException e) {
      return -Errno.of(e);
    }
  }

  @Override
  public int read(
      final long offset,
      final ByteBuffer target,
      final int position,
      final int length,
      final boolean behind) {
    final FileChannel open = Objects.requireNonNull(channel, "no file is open");
    try {
      final int count =
          length == 0
              ? 0
              : open.read(target.duplicate().limit(position + length).position(position), offset);
      return count == length && behind && open.size() > offset + length
          ? length + 1
          : Math.max(0, count);
    } catch (final IOException e) {
      return -Errno.of(e);
    }
  }

  @Override
  public void close() {
    final FileChannel open = Objects.requireNonNull(channel, "no file is open");
    channel = null;
    try {
      open.close();
    } catch (final IOException e) {
      // All that was asked for has been read, or has failed before.
    }
  }

  @Override
  public void rest() {
    // Nothing is kept.
  }

  /** Java says the same of a name that is not there and of one below a file; Linux does not. */
  static int missing(final Path path) {
    @Nullable Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above == null || Files.isDirectory(above) ? Errno.ENOENT : Errno.ENOTDIR;
  }
}
