package io.uring.connector.core.list;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** One path a line, or one before each NUL. */
final class TextManifest {
  /** Linux opens no path of 4096 bytes or more; in a URI each may take three. */
  private static final int LONGEST = 3 * 4096;

  private final ManifestFile file;
  private final ManifestRows rows;
  private final byte[] line = new byte[LONGEST];
  private int length;
  private long number = 1;

  private TextManifest(final ManifestFile file, final ManifestRows rows) {
    this.file = file;
    this.rows = rows;
  }

  static void read(final ManifestFile file, final ManifestRows rows) throws IOException {
    try (InputStream content = file.open()) {
      final byte separator = separator(content);
      new TextManifest(file, rows).read(content, separator);
    }
  }

  private static byte separator(final InputStream content) throws IOException {
    content.mark(LONGEST);
    final byte[] start = content.readNBytes(LONGEST);
    content.reset();
    for (final byte each : start) {
      if (each == 0) {
        return 0;
      }
    }
    return '\n';
  }

  private void read(final InputStream content, final byte separator) throws IOException {
    final byte[] buffer = new byte[1 << 16];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == separator) {
          end(separator);
          number++;
        } else if (length < LONGEST) {
          line[length++] = buffer[i];
        } else {
          throw file.refuse(number, "a path must be shorter than " + LONGEST + " bytes");
        }
      }
    }
    end(separator);
  }

  private void end(final byte separator) throws ListException {
    final boolean crlf = separator == '\n' && length > 0 && line[length - 1] == '\r';
    final int end = crlf ? length - 1 : length;
    if (end > 0) {
      rows.add(number, Arrays.copyOf(line, end), 0, ManifestRows.REST);
    }
    length = 0;
  }
}
