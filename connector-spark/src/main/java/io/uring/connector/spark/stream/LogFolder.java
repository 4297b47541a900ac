package io.uring.connector.spark.stream;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A folder of small files on any file system of Hadoop. A file is there as a whole or not at all,
 * and is never changed; it ends in a checksum of what is before.
 */
final class LogFolder {
  private static final int VERSION = 1;
  private static final String UNFINISHED = ".unfinished-";

  /** Writes what a file holds. */
  interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads what a file holds. */
  interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  private final FileSystem system;
  private final Path folder;

  LogFolder(final Path folder, final Configuration conf) throws IOException {
    final FileSystem named = folder.getFileSystem(conf);
    // Files have checksums of their own.
    system = named instanceof LocalFileSystem local ? local.getRawFileSystem() : named;
    this.folder = folder;
  }

  /** The names of all files that are there as a whole. */
  List<String> names() throws IOException {
    final List<String> names = new ArrayList<>();
    try {
      for (final FileStatus each : system.listStatus(folder)) {
        final String name = each.getPath().getName();
        if (!name.startsWith(".")) {
          names.add(name);
        } else if (name.startsWith(UNFINISHED)) {
          delete(name);
        }
      }
    } catch (final FileNotFoundException e) {
      system.mkdirs(folder);
    }
    return names;
  }

  /**
   * Writes a file that is not there yet.
   *
   * @return its size in bytes
   * @throws IOException if it is there, which only another query can have done
   */
  long write(final String name, final Writer writer) throws IOException {
    final Path unfinished = new Path(folder, UNFINISHED + name);
    final Path target = new Path(folder, name);
    final CRC32 sum = new CRC32();
    final long bytes;
    try (DataOutputStream out =
        new DataOutputStream(
            new CheckedOutputStream(new BufferedOutputStream(create(unfinished), 1 << 16), sum))) {
      out.writeInt(VERSION);
      writer.write(out);
      out.writeLong(sum.getValue());
      bytes = out.size();
    }
    if (system.exists(target) || !system.rename(unfinished, target)) {
      throw new IOException(
          "write failed: file="
              + target
              + " cannot be made or is there already; each query needs a checkpointLocation of its"
              + " own");
    }
    return bytes;
  }

  /**
   * Reads a file.
   *
   * @throws FileNotFoundException if it is not there
   * @throws IOException if it is not what has been written
   */
  <T> T read(final String name, final Reader<T> reader) throws IOException {
    final Path source = new Path(folder, name);
    final CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(system.open(source), 1 << 16), sum))) {
      final int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            "read failed: file="
                + source
                + ", version="
                + version
                + ": a newer uring connector has written this checkpoint; use that one");
      }
      final T value = reader.read(in);
      final long expected = sum.getValue();
      if (in.readLong() != expected) {
        throw new IOException("read failed: file=" + source + " is damaged (checksum)");
      }
      return value;
    }
  }

  private OutputStream create(final Path file) throws IOException {
    // Without its native library, Hadoop starts a process for the rights of each local file.
    return system instanceof RawLocalFileSystem local
        ? new FileOutputStream(local.pathToFile(file))
        : system.create(file, true);
  }

  void delete(final String name) throws IOException {
    final Path file = new Path(folder, name);
    if (!system.delete(file, false) && system.exists(file)) {
      throw new IOException("delete failed: file=" + file);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
