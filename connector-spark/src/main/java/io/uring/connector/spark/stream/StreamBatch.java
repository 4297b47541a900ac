package io.uring.connector.spark.stream;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.list.Listing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The files of one batch, with what their folders' names say. Immutable.
 *
 * <p>It holds all that is needed to read them, so that a batch can be read again after a restart
 * without another listing.
 */
public final class StreamBatch {
  private final FileTable files;
  private final List<String> columns;

  /** For each folder, a value for each column. */
  private final List<List<String>> values;

  /** The values are in the order of the table's folders. */
  StreamBatch(final FileTable files, final List<String> columns, final List<List<String>> values) {
    this.files = files;
    this.columns = List.copyOf(columns);
    this.values = List.copyOf(values);
  }

  /**
   * The files, the oldest first.
   *
   * @return the table
   */
  public FileTable files() {
    return files;
  }

  /**
   * The names of the partition columns, outermost first.
   *
   * @return the names; empty where there are none
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * A partition value as it stands in the folder's name.
   *
   * @param directory number of the folder in {@link #files()}
   * @param column number of the column
   * @return the text, as {@link Listing#rawPartitionValue} has it
   */
  public String partitionValue(final int directory, final int column) {
    return values.get(directory).get(column);
  }

  /** The same files as they are now; one that is gone stays as it was. */
  StreamBatch lookAgain() throws IOException {
    final FileTable.Builder table = FileTable.builder();
    for (int directory = 0; directory < files.directories(); directory++) {
      table.addDirectory(files.directoryBytes(directory));
    }
    for (int file = 0; file < files.size(); file++) {
      final Look now = Look.at(files, file);
      (now == null ? Look.listed(files, file) : now)
          .addTo(table, files.directory(file), files, file);
    }
    return new StreamBatch(table.build(), columns, values);
  }

  void write(final DataOutput out) throws IOException {
    out.writeInt(columns.size());
    for (final String column : columns) {
      out.writeUTF(column);
    }
    out.writeInt(files.directories());
    for (int directory = 0; directory < files.directories(); directory++) {
      final byte[] path = files.directoryBytes(directory);
      out.writeInt(path.length);
      out.write(path);
      for (final String value : values.get(directory)) {
        out.writeUTF(value);
      }
    }
    out.writeInt(files.size());
    for (int file = 0; file < files.size(); file++) {
      final byte[] name = name(files, file);
      out.writeInt(files.directory(file));
      out.writeInt(name.length);
      out.write(name);
      out.writeLong(files.length(file));
      out.writeLong(files.modifiedNanos(file));
      out.writeBoolean(files.isSpecial(file));
    }
  }

  static StreamBatch read(final DataInput in) throws IOException {
    final List<String> columns = texts(in, in.readInt());
    final FileTable.Builder table = FileTable.builder();
    final List<List<String>> values = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      table.addDirectory(bytes(in));
      values.add(texts(in, columns.size()));
    }
    for (int left = in.readInt(); left > 0; left--) {
      table.add(in.readInt(), bytes(in), in.readLong(), in.readLong(), in.readBoolean());
    }
    return new StreamBatch(table.build(), columns, values);
  }

  private static List<String> texts(final DataInput in, final int count) throws IOException {
    final List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private static byte[] bytes(final DataInput in) throws IOException {
    final byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  static byte[] name(final FileTable files, final int file) {
    final byte[] name = new byte[files.nameLength(file)];
    files.putName(file, ByteBuffer.wrap(name));
    return name;
  }

  /** Collects files of one listing. For one thread. */
  static final class Builder {
    private final Listing listing;
    private final FileTable.Builder table = FileTable.builder();
    private final List<List<String>> values = new ArrayList<>();

    Builder(final Listing listing) {
      this.listing = listing;
    }

    int size() {
      return table.size();
    }

    /** Adds a file of the listing as a look has found it. */
    void add(final int file, final Look look) {
      final FileTable files = listing.files();
      final int from = files.directory(file);
      final int directory =
          table.addDirectory(files.directoryBytes(from), files.directoryModifiedNanos(from));
      if (directory == values.size()) {
        values.add(values(from));
      }
      look.addTo(table, directory, files, file);
    }

    private List<String> values(final int directory) {
      final int partition = listing.partition(directory);
      return IntStream.range(0, listing.partitionColumns().size())
          .mapToObj(column -> listing.rawPartitionValue(partition, column))
          .toList();
    }

    StreamBatch build() {
      return new StreamBatch(table.build(), listing.partitionColumns(), values);
    }
  }
}
