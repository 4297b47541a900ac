package io.uring.connector.core;

/**
 * Bytes to read: a range of one file. A whole file is the range from 0 with the file's length.
 *
 * @param path absolute path of the file
 * @param offset first byte
 * @param length number of bytes
 */
public record ReadRequest(String path, long offset, long length) {
  /** Checks the range. */
  public ReadRequest {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException(
          "range must be within 0..2^63: file="
              + path
              + ", offset="
              + offset
              + ", length="
              + length);
    }
  }
}
