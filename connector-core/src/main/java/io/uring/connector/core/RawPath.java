package io.uring.connector.core;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Turns the bytes that Linux keeps as a name into {@link Path}s and back without loss.
 *
 * <p>Java decodes names with the locale's character set, so a name that is no UTF-8, or any name
 * beyond ASCII under {@code LC_ALL=C}, does not survive {@code toString}. A {@code Path} on Linux
 * keeps the bytes, and its URI shows them percent-encoded.
 */
public final class RawPath {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private RawPath() {}

  /**
   * A path from its bytes.
   *
   * @param absolute bytes of an absolute path, without a NUL
   * @return the path
   */
  public static Path of(final byte[] absolute) {
    boolean ascii = true;
    for (final byte each : absolute) {
      ascii &= each > 0;
    }
    if (ascii) {
      return Path.of(new String(absolute, StandardCharsets.US_ASCII));
    }
    final StringBuilder uri = new StringBuilder("file://");
    for (final byte each : absolute) {
      final int value = each & 0xFF;
      if (value == '/' || (value < 128 && Character.isLetterOrDigit(value))) {
        uri.append((char) value);
      } else {
        uri.append('%').append(HEX[value >> 4]).append(HEX[value & 15]);
      }
    }
    return Path.of(URI.create(uri.toString()));
  }

  /**
   * The bytes of a path.
   *
   * @param path any path of the default file system
   * @return the bytes of its absolute form
   */
  public static byte[] bytes(final Path path) {
    final Path absolute = path.toAbsolutePath();
    final String text = absolute.toString();
    if (isAscii(text)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    final String encoded = absolute.toUri().getRawPath();
    final byte[] bytes = new byte[encoded.length()];
    int count = 0;
    for (int i = 0; i < encoded.length(); i++) {
      final char each = encoded.charAt(i);
      if (each == '%') {
        bytes[count++] = (byte) Integer.parseInt(encoded.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[count++] = (byte) each;
      }
    }
    // A URI of a folder that exists ends in a slash, which the path does not.
    final boolean slash = count > 1 && bytes[count - 1] == '/';
    return Arrays.copyOf(bytes, slash ? count - 1 : count);
  }

  private static boolean isAscii(final String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }
}
