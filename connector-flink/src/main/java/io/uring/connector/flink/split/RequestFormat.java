package io.uring.connector.flink.split;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Lists of requests as bytes, about 20 a file: folders once, names by what differs from the one
 * before, numbers in as many bytes as they need.
 *
 * <pre>
 * list   = folders count { path bytes, modified } files count { file } ranges { file, offset, length }
 * file   = folder, shared name bytes, other name bytes, length, modified - the one before, flags
 * </pre>
 */
final class RequestFormat {
  private static final int SPECIAL = 1;
  private static final int SETTLED = 2;

  private RequestFormat() {}

  static void write(final RequestList requests, final DataOutput out) throws IOException {
    final FileTable files = requests.files();
    Varint.write(files.directories(), out);
    for (int directory = 0; directory < files.directories(); directory++) {
      final byte[] path = files.directoryBytes(directory);
      Varint.write(path.length, out);
      out.write(path);
      out.writeLong(files.directoryModifiedNanos(directory));
    }
    writeFiles(files, out);
    out.writeBoolean(requests.isWholeFiles());
    if (!requests.isWholeFiles()) {
      Varint.write(requests.size(), out);
      for (int request = 0; request < requests.size(); request++) {
        Varint.write(requests.file(request), out);
        Varint.write(requests.offset(request), out);
        Varint.write(requests.length(request), out);
      }
    }
  }

  private static void writeFiles(final FileTable files, final DataOutput out) throws IOException {
    Varint.write(files.size(), out);
    byte[] before = new byte[0];
    long modified = 0;
    for (int file = 0; file < files.size(); file++) {
      final byte[] name = new byte[files.nameLength(file)];
      files.putName(file, ByteBuffer.wrap(name));
      final int differs = Arrays.mismatch(before, name);
      final int shared = differs < 0 ? name.length : differs;
      Varint.write(files.directory(file), out);
      Varint.write(shared, out);
      Varint.write(name.length - shared, out);
      out.write(name, shared, name.length - shared);
      Varint.write(files.length(file), out);
      Varint.writeSigned(files.modifiedNanos(file) - modified, out);
      out.writeByte((files.isSpecial(file) ? SPECIAL : 0) | (files.isSettled(file) ? SETTLED : 0));
      before = name;
      modified = files.modifiedNanos(file);
    }
  }

  static RequestList read(final DataInput in) throws IOException {
    final FileTable.Builder table = FileTable.builder();
    for (int left = (int) Varint.read(in); left > 0; left--) {
      final byte[] path = new byte[(int) Varint.read(in)];
      in.readFully(path);
      table.addDirectory(path, in.readLong());
    }
    readFiles(table, in);
    final FileTable files = table.build();
    if (in.readBoolean()) {
      return RequestList.wholeFiles(files);
    }
    final int[] file = new int[(int) Varint.read(in)];
    final long[] offset = new long[file.length];
    final long[] length = new long[file.length];
    for (int request = 0; request < file.length; request++) {
      file[request] = (int) Varint.read(in);
      offset[request] = Varint.read(in);
      length[request] = Varint.read(in);
    }
    return RequestList.ranges(files, file, offset, length);
  }

  private static void readFiles(final FileTable.Builder table, final DataInput in)
      throws IOException {
    byte[] before = new byte[0];
    long modified = 0;
    for (int left = (int) Varint.read(in); left > 0; left--) {
      final int directory = (int) Varint.read(in);
      final int shared = (int) Varint.read(in);
      final byte[] name = Arrays.copyOf(before, shared + (int) Varint.read(in));
      in.readFully(name, shared, name.length - shared);
      final long length = Varint.read(in);
      modified += Varint.readSigned(in);
      final int flags = in.readByte();
      table.add(directory, name, length, modified, (flags & SPECIAL) != 0, (flags & SETTLED) != 0);
      before = name;
    }
  }
}
