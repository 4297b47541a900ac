package io.uring.connector.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a set of files holds, as one number that does not depend on their order: the sum of a hash
 * of each file's path below the set's folder, length and content. {@code ceiling.c} computes the
 * same. For one thread.
 */
final class SetDigest {
  private final CRC32C crc = new CRC32C();
  private long length;
  private long files;
  private long bytes;
  private long sum;

  /** Adds a file; the content's position moves to its limit. */
  void add(final String path, final ByteBuffer content) {
    begin(path);
    append(content);
    end();
  }

  /** Begins a file whose content comes in pieces. */
  void begin(final String path) {
    length = 0;
    crc.reset();
    crc.update(path.getBytes(StandardCharsets.UTF_8));
    // Paths hold no NUL: this parts the path from the content.
    crc.update(0);
  }

  /** Adds a piece of the file that was begun; the piece's position moves to its limit. */
  void append(final ByteBuffer piece) {
    length += piece.remaining();
    crc.update(piece);
  }

  /** Ends the file that was begun. */
  void end() {
    files++;
    bytes += length;
    sum += mix(length << 32 ^ crc.getValue());
  }

  /** Adds the files of another digest. */
  void add(final SetDigest other) {
    files += other.files;
    bytes += other.bytes;
    sum += other.sum;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** The digest in the form that manifests keep and messages show. */
  String text() {
    return files + "-" + bytes + "-" + Long.toHexString(sum);
  }

  // Sums of bare CRCs would cancel out: CRCs are linear.
  private static long mix(final long value) {
    long z = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    z = (z ^ z >>> 33) * 0xc4ceb9fe1a85ec53L;
    return z ^ z >>> 33;
  }
}
