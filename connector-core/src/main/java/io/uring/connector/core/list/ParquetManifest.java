package io.uring.connector.core.list;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The columns {@code path}, {@code offset} and {@code length} of a Parquet file, read column by
 * column. With {@link ParquetLimits} the only class that knows Parquet; no class loader meets
 * either before there is such a manifest.
 */
final class ParquetManifest {
  private static final String PATH = "path";
  private static final String OFFSET = "offset";
  private static final String LENGTH = "length";

  private final ManifestFile file;
  private final ManifestRows rows;
  private final ParquetFileReader reader;
  private final MessageType columns;
  private final Type path;
  private final @Nullable Type offset;
  private final @Nullable Type length;
  private long row = 1;

  private ParquetManifest(
      final ManifestFile file, final ManifestRows rows, final ParquetFileReader reader)
      throws ListException {
    this.file = file;
    this.rows = rows;
    this.reader = reader;
    final MessageType all = reader.getFileMetaData().getSchema();
    final Type named = column(all, PATH, PrimitiveTypeName.BINARY);
    if (named == null) {
      throw file.refuse(
          1, "there must be a column path, and may be offset and length, not " + names(all));
    }
    path = named;
    offset = column(all, OFFSET, PrimitiveTypeName.INT64, PrimitiveTypeName.INT32);
    length = column(all, LENGTH, PrimitiveTypeName.INT64, PrimitiveTypeName.INT32);
    final List<Type> wanted = new ArrayList<>(Arrays.asList(path, offset, length));
    wanted.removeIf(Objects::isNull);
    columns = new MessageType(all.getName(), wanted);
  }

  static void read(final ManifestFile file, final ManifestRows rows) throws ListException {
    final LocalInputFile input = new LocalInputFile(file.path());
    try (ParquetFileReader reader =
        ParquetFileReader.open(input, ParquetLimits.options(input.getLength()))) {
      new ParquetManifest(file, rows, reader).read();
    } catch (final ListException e) {
      throw e;
    } catch (final IOException | RuntimeException e) {
      // Of damaged files the library throws what just happens to go wrong.
      throw file.refuse("cannot be read as Parquet: " + e, e);
    } catch (final OutOfMemoryError e) {
      // Where pages have no checksums, decoders make arrays of lengths that nobody has looked at.
      throw file.refuse("cannot be read as Parquet: it is damaged, or the heap is too small", e);
    }
  }

  private void read() throws IOException {
    reader.setRequestedSchema(columns);
    final String writer = reader.getFileMetaData().getCreatedBy();
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      read(pages, new ColumnReadStoreImpl(pages, new NoRecord(), columns, writer));
    }
  }

  private void read(final PageReadStore pages, final ColumnReadStore values) throws IOException {
    final ColumnReader paths = values(pages, values, path);
    final ColumnReader offsets = offset == null ? null : values(pages, values, offset);
    final ColumnReader lengths = length == null ? null : values(pages, values, length);
    for (long left = pages.getRowCount(); left > 0; left--) {
      if (isNull(paths)) {
        throw file.refuse(row, "path must not be null");
      }
      final byte[] text = paths.getBinary().getBytes();
      paths.consume();
      rows.add(row, text, next(offsets, OFFSET, 0), next(lengths, LENGTH, ManifestRows.REST));
      row++;
    }
  }

  private ColumnReader values(
      final PageReadStore pages, final ColumnReadStore values, final Type column)
      throws ListException {
    final ColumnDescriptor descriptor =
        columns.getColumnDescription(new String[] {column.getName()});
    final long count = pages.getPageReader(descriptor).getTotalValueCount();
    if (count != pages.getRowCount()) {
      throw file.refuse(
          row,
          "the file is damaged: column "
              + column.getName()
              + " has "
              + count
              + " values in "
              + pages.getRowCount()
              + " rows");
    }
    return values.getColumnReader(descriptor);
  }

  private long next(final @Nullable ColumnReader numbers, final String name, final long none)
      throws ListException {
    if (numbers == null) {
      return none;
    }
    long value = none;
    if (!isNull(numbers)) {
      final boolean isInt =
          numbers.getDescriptor().getPrimitiveType().getPrimitiveTypeName()
              == PrimitiveTypeName.INT32;
      value = isInt ? numbers.getInteger() : numbers.getLong();
      if (value < 0) {
        throw file.refuse(row, name + " must be a whole number of bytes, 0 or more, not " + value);
      }
    }
    numbers.consume();
    return value;
  }

  private static boolean isNull(final ColumnReader column) {
    return column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel();
  }

  private @Nullable Type column(
      final MessageType all, final String name, final PrimitiveTypeName... allowed)
      throws ListException {
    Type found = null;
    for (final Type each : all.getFields()) {
      if (!each.getName().equalsIgnoreCase(name)) {
        continue;
      }
      if (found != null) {
        throw file.refuse(1, "there must be only one column " + name);
      }
      found = each;
      if (!each.isPrimitive()
          || each.isRepetition(Type.Repetition.REPEATED)
          || !List.of(allowed).contains(each.asPrimitiveType().getPrimitiveTypeName())) {
        throw file.refuse(1, "column " + name + " must be " + List.of(allowed) + ", not " + each);
      }
    }
    return found;
  }

  private static String names(final MessageType schema) {
    return String.join(",", schema.getFields().stream().map(Type::getName).toList());
  }

  /** Parquet asks for somebody who takes records, and here nobody does. */
  private static final class NoRecord extends GroupConverter {
    private final Converter value = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(final int field) {
      return value;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
