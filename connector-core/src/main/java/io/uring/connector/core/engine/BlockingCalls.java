package io.uring.connector.core.engine;

import io.uring.connector.core.FileTable;
import java.nio.ByteBuffer;

/**
 * The calls by which a thread reads files one by one. What fails is a negative error number. An
 * instance is for one thread, and has one file open at a time.
 */
public interface BlockingCalls {
  /**
   * Those of Java itself, which need no native access.
   *
   * @return calls for any thread
   */
  static BlockingCalls ofChannels() {
    return new ChannelCalls();
  }

  /**
   * Whether reads of a file wait for nothing but a disk of this machine.
   *
   * @param files where the file is listed
   * @param file its number there
   * @return false also where that is not known
   */
  boolean isLocal(FileTable files, int file);

  /**
   * Opens a file.
   *
   * @param files where the file is listed
   * @param file its number there
   * @param direct whether to read around the page cache
   * @return 0, or a negative error number: {@code EINVAL} where {@code direct} is refused
   */
  int open(FileTable files, int file, boolean direct);

  /**
   * Reads a part of the open file, once.
   *
   * @param offset the byte of the file that is read first
   * @param target where the bytes land, whatever its position and limit
   * @param position the byte of the target that is written first
   * @param length bytes wanted
   * @param behind whether to find out that the file has a byte behind these
   * @return bytes read, one more than asked for where there was one behind them, 0 at the file's
   *     end; or a negative error number
   */
  int read(long offset, ByteBuffer target, int position, int length, boolean behind);

  /** Closes the open file. */
  void close();

  /** To be called when no file follows for now: closes what is kept open for such. */
  void rest();
}
