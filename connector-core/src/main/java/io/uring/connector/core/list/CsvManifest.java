package io.uring.connector.core.list;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** CSV of RFC 4180 with a header. */
final class CsvManifest {
  private static final String PATH = "path";
  private static final String OFFSET = "offset";
  private static final String LENGTH = "length";

  /** A character for each byte, so that a path keeps its bytes. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  /** So much a field may have: only an open quote has more. */
  private static final int LONGEST = 1 << 20;

  private final ManifestFile file;
  private final ManifestRows rows;
  private final int columns;
  private final int path;
  private final int offset;
  private final int length;

  private CsvManifest(final ManifestFile file, final ManifestRows rows, final CsvRecord header)
      throws ListException {
    this.file = file;
    this.rows = rows;
    columns = header.getFieldCount();
    path = column(header, PATH);
    offset = column(header, OFFSET);
    length = column(header, LENGTH);
    if (path < 0) {
      throw file.refuse(
          header.getStartingLineNumber(),
          "the header must name a column path, and may name offset and length, not "
              + text(String.join(",", header.getFields())));
    }
  }

  static void read(final ManifestFile file, final ManifestRows rows) throws IOException {
    try (CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LONGEST)
                .ofCsvRecord(file.open(), BYTES);
        CloseableIterator<CsvRecord> records = csv.iterator()) {
      if (!records.hasNext()) {
        throw file.refuse(1, "CSV must begin with a header that names a column path");
      }
      final CsvManifest reader = new CsvManifest(file, rows, records.next());
      while (records.hasNext()) {
        reader.add(records.next());
      }
    } catch (final CsvParseException e) {
      final Throwable cause = e.getCause();
      throw file.refuse(
          "is no CSV: " + e.getMessage() + (cause == null ? "" : ": " + cause.getMessage()), e);
    } catch (final UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void add(final CsvRecord record) throws ListException {
    final long line = record.getStartingLineNumber();
    if (record.getFieldCount() != columns) {
      throw file.refuse(
          line,
          "there must be as many fields as the header has, "
              + columns
              + ", not "
              + record.getFieldCount()
              + "; a comma in a path needs quotes around it");
    }
    rows.add(
        line,
        record.getField(path).getBytes(BYTES),
        number(record, offset, OFFSET, 0),
        number(record, length, LENGTH, ManifestRows.REST));
  }

  private long number(final CsvRecord record, final int column, final String name, final long none)
      throws ListException {
    final String text = column < 0 ? "" : record.getField(column);
    if (text.isEmpty()) {
      return none;
    }
    try {
      final long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (final NumberFormatException e) {
      // Refused below, as a negative one is.
    }
    throw file.refuse(
        record.getStartingLineNumber(),
        name + " must be a whole number of bytes, 0 or more, not " + text(text));
  }

  private int column(final CsvRecord header, final String name) throws ListException {
    final List<String> names = header.getFields();
    int found = -1;
    for (int i = 0; i < columns; i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        if (found >= 0) {
          throw file.refuse(
              header.getStartingLineNumber(), "the header must name " + name + " only once");
        }
        found = i;
      }
    }
    return found;
  }

  private static String text(final String bytes) {
    return new String(bytes.getBytes(BYTES), StandardCharsets.UTF_8);
  }
}
