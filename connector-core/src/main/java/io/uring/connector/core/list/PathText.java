package io.uring.connector.core.list;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Paths as tables and manifests have them: plain, or as URIs of this machine's files. */
final class PathText {
  private static final byte[] FILE = "file:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LOCALHOST = "//localhost/".getBytes(StandardCharsets.US_ASCII);

  private PathText() {}

  /**
   * The path that is written, which may be a relative one where no scheme stands before it.
   *
   * @throws IllegalArgumentException if that is no path of a local or mounted file system
   */
  static byte[] path(final byte[] written) {
    if (written.length == 0) {
      throw new IllegalArgumentException("path must not be empty");
    }
    final byte[] path = withoutScheme(written);
    for (final byte each : path) {
      if (each == 0) {
        throw new IllegalArgumentException("path must not have a NUL in it: " + shown(written));
      }
    }
    return path;
  }

  /**
   * An absolute path without empty names and single dots in it.
   *
   * @param written what stood for it, for people
   * @throws IllegalArgumentException if it is the root folder
   */
  static byte[] clean(final byte[] path, final byte[] written) {
    final byte[] clean = new byte[path.length];
    int count = 0;
    int start = 1;
    for (int i = 1; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        final int length = i - start;
        if (length > 1 || (length == 1 && path[start] != '.')) {
          System.arraycopy(path, start - 1, clean, count, length + 1);
          count += length + 1;
        }
        start = i + 1;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "path must be a file, not the root folder: " + shown(written));
    }
    return count == path.length ? path : Arrays.copyOf(clean, count);
  }

  static String shown(final byte[] path) {
    return new String(path, StandardCharsets.UTF_8);
  }

  private static byte[] withoutScheme(final byte[] written) {
    if (startsWith(written, 0, FILE)) {
      final int start = FILE.length;
      if (startsWith(written, start, LOCALHOST)) {
        return unescape(written, start + LOCALHOST.length - 1);
      }
      if (startsWith(written, start, new byte[] {'/', '/', '/'})) {
        return unescape(written, start + 2);
      }
      if (written.length > start + 1 && written[start] == '/' && written[start + 1] != '/') {
        return Arrays.copyOfRange(written, start, written.length);
      }
      throw new IllegalArgumentException(
          "path must be file:/PATH or file:///PATH of this machine, not " + shown(written));
    }
    final int scheme = schemeLength(written);
    if (scheme > 0) {
      throw new IllegalArgumentException(
          "path must be on a local or mounted file system (file:), not "
              + new String(written, 0, scheme, StandardCharsets.US_ASCII)
              + ": "
              + shown(written));
    }
    return written;
  }

  /** The length of what stands before {@code :/} and looks like a scheme, or 0. */
  private static int schemeLength(final byte[] text) {
    int end = 0;
    while (end < text.length && (isLetter(text[end]) || (end > 0 && isInScheme(text[end])))) {
      end++;
    }
    return startsWith(text, end, new byte[] {':', '/'}) ? end : 0;
  }

  private static boolean isLetter(final byte each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  }

  private static boolean isInScheme(final byte each) {
    return (each >= '0' && each <= '9') || each == '+' || each == '-' || each == '.';
  }

  private static byte[] unescape(final byte[] uri, final int from) {
    final byte[] path = new byte[uri.length - from];
    int count = 0;
    for (int i = from; i < uri.length; i++) {
      if (uri[i] != '%') {
        path[count++] = uri[i];
        continue;
      }
      final int high = i + 2 < uri.length ? Character.digit(uri[i + 1], 16) : -1;
      final int low = i + 2 < uri.length ? Character.digit(uri[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "after % in a URI there must be two hexadecimal digits: " + shown(uri));
      }
      path[count++] = (byte) (high << 4 | low);
      i += 2;
    }
    return Arrays.copyOf(path, count);
  }

  private static boolean startsWith(final byte[] text, final int from, final byte[] prefix) {
    return from + prefix.length <= text.length
        && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
  }
}
