package io.uring.connector.core.list;

import java.util.Arrays;

/** Turns what a manifest has for a path into the absolute path of a file. */
final class ManifestPath {
  private ManifestPath() {}

  /** The absolute path, without empty names and single dots in it. */
  static byte[] absolute(final ManifestFile file, final long row, final byte[] written)
      throws ListException {
    try {
      final byte[] path = PathText.path(written);
      return PathText.clean(path[0] == '/' ? path : below(file.folder(), path), written);
    } catch (final IllegalArgumentException e) {
      throw file.refuse(row, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] below(final byte[] folder, final byte[] path) {
    final byte[] whole = Arrays.copyOf(folder, folder.length + 1 + path.length);
    whole[folder.length] = '/';
    System.arraycopy(path, 0, whole, folder.length + 1, path.length);
    return whole;
  }
}
