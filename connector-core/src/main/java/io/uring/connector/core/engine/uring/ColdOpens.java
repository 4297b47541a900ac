package io.uring.connector.core.engine.uring;

/**
 * Opens files with a call of their own before their reads go to the ring, while the files are cold.
 * A cold open in the ring goes to a worker thread of the kernel: on a local disk that takes half as
 * much CPU again, and a fifth longer with small files. For whoever has the ring's turn.
 *
 * <p>Not so while files are cached, where opens within the ring are cheaper, and never on network
 * file systems, where each open waits for a server and workers wait side by side.
 */
final class ColdOpens {
  /** No descriptor: the file is opened into a slot of the ring. */
  static final int NONE = -1;

  /**
   * Not blocking, so that a FIFO in a file's place holds up nobody (on local file systems io_uring
   * reads no other way for it), and not following links: what they lead to may be anywhere.
   */
  private static final int FLAGS = OpenFlags.NONBLOCK | OpenFlags.CLOEXEC | OpenFlags.NOFOLLOW;

  private final NativeCalls calls;
  private final OpenFolders folders;
  private int begun;
  private boolean cold;

  ColdOpens(final NativeCalls calls, final OpenFolders folders) {
    this.calls = calls;
    this.folders = folders;
  }

  /** Opens a row's file if that is worth while; {@link #NONE} where the ring is to open it. */
  int open(final RowInFlight row, final int fileSystem) {
    begun++;
    if (!cold || row.direct || !FileSystems.isLocal(fileSystem)) {
      return NONE;
    }
    // Whatever is wrong, the open in the ring will say it.
    final int descriptor = calls.openat(folders.descriptor(row.folder), row.pathAddress, FLAGS);
    return Math.max(NONE, descriptor);
  }

  void close(final int descriptor) {
    if (descriptor != NONE) {
      calls.close(descriptor);
    }
  }

  /**
   * To be called when the kernel has had what was begun: files are cold where none of it may have
   * been completed at once, and cached where all of it was. In between it stays as it was.
   */
  void submitted(final int inFlight) {
    if (begun > 0) {
      cold = inFlight >= begun || (cold && inFlight > 0);
      begun = 0;
    }
  }
}
