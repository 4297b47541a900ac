package io.uring.connector.core.engine.uring;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Folders that are open so that their files can be opened by name: the kernel then walks one step
 * and not the whole path, which is worth 5 % on small cached files. For whoever has the ring's
 * turn.
 *
 * <p>A folder stays open while a request that names it is in flight, and a little longer, for the
 * next file.
 */
final class OpenFolders {
  /** No folder: files are opened by their absolute paths. */
  static final int NONE = -1;

  /** {@code AT_FDCWD}: what a path begins at that begins with a slash anyway. */
  static final int NO_DESCRIPTOR = -100;

  private static final int MOST = 16;

  private static final int FLAGS = OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC;

  private final NativeCalls calls;
  private final @Nullable FileTable[] tables = new FileTable[MOST];
  private final int[] directories = new int[MOST];
  private final int[] descriptors = new int[MOST];
  private final int[] users = new int[MOST];
  private final long[] lastUse = new long[MOST];
  private final ByteBuffer path = ByteBuffer.allocateDirect(RowFiles.PATH_MAX);
  private final long pathAddress;
  private int latest;
  private long uses;

  OpenFolders(final NativeCalls calls) {
    this.calls = calls;
    pathAddress = calls.address(path);
  }

  /** Opens a folder, or takes the open one; {@link #NONE} where that cannot be. */
  int take(final FileTable table, final int directory) {
    int entry = latest;
    if (tables[entry] != table || directories[entry] != directory) {
      entry = find(table, directory);
    }
    if (entry == NONE) {
      entry = open(table, directory);
    }
    if (entry != NONE) {
      users[entry]++;
      lastUse[entry] = ++uses;
      latest = entry;
    }
    return entry;
  }

  /** What the kernel knows a folder by. */
  int descriptor(final int entry) {
    return entry == NONE ? NO_DESCRIPTOR : descriptors[entry];
  }

  void release(final int entry) {
    if (entry != NONE) {
      users[entry]--;
    }
  }

  /** Closes all that nobody uses. */
  void closeUnused() {
    for (int entry = 0; entry < MOST; entry++) {
      if (tables[entry] != null && users[entry] == 0) {
        calls.close(descriptors[entry]);
        tables[entry] = null;
      }
    }
  }

  private int find(final FileTable table, final int directory) {
    for (int entry = 0; entry < MOST; entry++) {
      if (tables[entry] == table && directories[entry] == directory) {
        return entry;
      }
    }
    return NONE;
  }

  private int open(final FileTable table, final int directory) {
    int entry = NONE;
    for (int each = 0; each < MOST; each++) {
      if (users[each] == 0 && (entry == NONE || lastUse[each] < lastUse[entry])) {
        entry = each;
      }
    }
    if (entry == NONE || table.directoryLength(directory) + 1 >= RowFiles.PATH_MAX) {
      return NONE;
    }
    if (tables[entry] != null) {
      calls.close(descriptors[entry]);
      tables[entry] = null;
    }
    path.clear();
    if (table.directoryLength(directory) == 0) {
      path.put((byte) '/');
    }
    table.putDirectory(directory, path);
    path.put((byte) 0);
    final int descriptor = calls.openat(NO_DESCRIPTOR, pathAddress, FLAGS);
    if (descriptor < 0) {
      // Opening the files by their absolute paths will say what is wrong.
      return NONE;
    }
    tables[entry] = table;
    directories[entry] = directory;
    descriptors[entry] = descriptor;
    return entry;
  }
}
