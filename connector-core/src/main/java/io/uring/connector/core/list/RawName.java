package io.uring.connector.core.list;

import io.uring.connector.core.RawPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** The last name of a path, also as bytes and as text, without loss whatever the locale. */
final class RawName {
  private static final boolean UTF_8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

  private static final Path NONE = Path.of("");

  private final Path path;
  private final byte[] bytes;
  private final String text;

  private RawName(final Path path, final byte[] bytes, final String text) {
    this.path = path;
    this.bytes = bytes;
    this.text = text;
  }

  static RawName of(final Path path) {
    // Only the root folder has no name.
    final Path name = Objects.requireNonNullElse(path.getFileName(), NONE);
    final String decoded = name.toString();
    if (isExact(decoded)) {
      return new RawName(name, decoded.getBytes(StandardCharsets.UTF_8), decoded);
    }
    final byte[] all = RawPath.bytes(path);
    int slash = all.length - 1;
    while (all[slash] != '/') {
      slash--;
    }
    final byte[] bytes = Arrays.copyOfRange(all, slash + 1, all.length);
    return new RawName(name, bytes, new String(bytes, StandardCharsets.UTF_8));
  }

  /** The name within its folder. */
  Path path() {
    return path;
  }

  /** The name as Linux keeps it; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The name read as UTF-8; other bytes become U+FFFD. */
  String text() {
    return text;
  }

  /** The whole path read as UTF-8, for messages and partition values. */
  static String pathText(final Path path) {
    return new String(RawPath.bytes(path), StandardCharsets.UTF_8);
  }

  static Path resolve(final Path folder, final String name) {
    return resolve(folder, name.getBytes(StandardCharsets.UTF_8));
  }

  static Path resolve(final Path folder, final byte[] end) {
    final byte[] start = RawPath.bytes(folder);
    // Only the root folder ends in a slash.
    final int slash = start.length == 1 ? 0 : 1;
    final byte[] whole = Arrays.copyOf(start, start.length + slash + end.length);
    whole[start.length + slash - 1] = '/';
    System.arraycopy(end, 0, whole, start.length + slash, end.length);
    return RawPath.of(whole);
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
