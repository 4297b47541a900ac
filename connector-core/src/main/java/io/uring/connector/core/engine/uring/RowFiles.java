package io.uring.connector.core.engine.uring;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.engine.BatchRead;
import java.nio.ByteBuffer;

/**
 * Where the rows of a ring have their files open: shared with another range of the same file, in a
 * slot of the ring's table that the row's own submission fills, or outside of that table. For
 * whoever has the ring's turn.
 */
final class RowFiles {
  /** The kernel's limit on a path, with the NUL at its end. */
  static final int PATH_MAX = 4096;

  /** Neighbours in a folder that make it worth opening. */
  private static final int NEIGHBOURS = 3;

  private final OpenFiles files;
  private final OpenFolders folders;
  private final ColdOpens coldOpens;

  /** The name that each row in flight is opened by. */
  private final ByteBuffer paths;

  private final long pathsAddress;

  RowFiles(final Ring ring, final NativeCalls calls, final int depth) {
    files = new OpenFiles(ring, calls, slots(depth));
    folders = new OpenFolders(calls);
    coldOpens = new ColdOpens(calls, folders);
    paths = ByteBuffer.allocateDirect(depth * PATH_MAX);
    pathsAddress = calls.address(paths);
  }

  /** Files that are kept open: those of all rows, and as many of which more may be wanted. */
  static int slots(final int depth) {
    return depth + Math.min(depth, 64);
  }

  OpenFolders folders() {
    return folders;
  }

  long pathAddress(final int place) {
    return pathsAddress + (long) place * PATH_MAX;
  }

  /**
   * Finds a row its file.
   *
   * @return whether it is open, so that it is read at once; else an open goes first
   */
  boolean open(final RowInFlight place, final int fileSystem) {
    final BatchRead read = place.batch().read;
    final boolean whole = read.requests().isWholeFiles();
    final int shared = whole ? -1 : files.share(read.files(), read.file(place.row), place.direct);
    if (shared >= 0) {
      place.slot = shared;
      return true;
    }
    place.slot = files.take();
    writeName(place);
    place.descriptor = whole ? coldOpens.open(place, fileSystem) : ColdOpens.NONE;
    return place.descriptor != ColdOpens.NONE;
  }

  /**
   * Gives a row another slot. An open that was left behind may fill the old one at any later time,
   * so nothing is opened there any more.
   */
  void openElsewhere(final RowInFlight place) {
    place.slot = files.take();
  }

  /**
   * To be called once a row's file is known to be open: others may share it from now on.
   *
   * @return whether others may
   */
  boolean opened(final RowInFlight place) {
    final BatchRead read = place.batch().read;
    final boolean shared = !read.requests().isWholeFiles();
    if (shared) {
      files.opened(place.slot, read.files(), read.file(place.row), place.direct);
    }
    return shared;
  }

  /** The row has ended. */
  void release(final RowInFlight place) {
    coldOpens.close(place.descriptor);
    files.release(place.slot);
    folders.release(place.folder);
  }

  /** The row is given up on while the kernel may still be reading from its file. */
  void quarantine(final RowInFlight place) {
    coldOpens.close(place.descriptor);
  }

  /** To be called when the kernel has had what was begun. */
  void submitted(final int inFlight) {
    coldOpens.submitted(inFlight);
  }

  void closeUnused() {
    folders.closeUnused();
  }

  /** Closes all. Only when nothing is in flight. */
  void closeAll() {
    files.closeAll();
    folders.closeUnused();
  }

  /** Writes the name that a row is opened by: within its folder where it has neighbours there. */
  private void writeName(final RowInFlight place) {
    final BatchRead read = place.batch().read;
    final FileTable table = read.files();
    final int file = read.file(place.row);
    final int directory = table.directory(file);
    final int neighbour = place.row + NEIGHBOURS;
    if (neighbour < read.rows() && table.directory(read.file(neighbour)) == directory) {
      place.folder = folders.take(table, directory);
    }
    paths.position(place.number * PATH_MAX);
    if (place.folder == OpenFolders.NONE) {
      table.putPath(file, paths);
    } else {
      table.putName(file, paths);
    }
    paths.put((byte) 0);
  }
}
