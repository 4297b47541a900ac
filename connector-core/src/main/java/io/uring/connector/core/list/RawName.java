package io.uring.connector.core.list;

import io.uring.connector.core.RawPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The last name of a path, as bytes and as text, without loss whatever the locale. */
final class RawName {
  private static final boolean UTF_8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

  private RawName() {}

  static byte[] bytes(final Path path) {
    final String text = decoded(path);
    if (isExact(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    final byte[] all = RawPath.bytes(path);
    int slash = all.length - 1;
    while (all[slash] != '/') {
      slash--;
    }
    return Arrays.copyOfRange(all, slash + 1, all.length);
  }

  /** The name read as UTF-8; other bytes become U+FFFD. */
  static String text(final Path path) {
    final String text = decoded(path);
    return isExact(text) ? text : new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** The whole path read as UTF-8, for messages and partition values. */
  static String pathText(final Path path) {
    return new String(RawPath.bytes(path), StandardCharsets.UTF_8);
  }

  static Path resolve(final Path folder, final String name) {
    final byte[] start = RawPath.bytes(folder);
    final byte[] end = name.getBytes(StandardCharsets.UTF_8);
    final boolean slash = start.length > 1;
    final byte[] whole = Arrays.copyOf(start, start.length + (slash ? 1 : 0) + end.length);
    if (slash) {
      whole[start.length] = '/';
    }
    System.arraycopy(end, 0, whole, whole.length - end.length, end.length);
    return RawPath.of(whole);
  }

  private static String decoded(final Path path) {
    final Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  // Java reads names with the locale's character set and puts U+FFFD where it cannot.
  private static boolean isExact(final String text) {
    final char last = UTF_8 ? '\uFFFC' : '\u007F';
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > last) {
        return false;
      }
    }
    return true;
  }
}
