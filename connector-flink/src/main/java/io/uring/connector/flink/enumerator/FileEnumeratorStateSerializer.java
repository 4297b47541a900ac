package io.uring.connector.flink.enumerator;

import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The job manager's state as bytes; every version that was ever released stays readable.
 *
 * <pre>
 * version 2 = version of splits, hosts count { host, listed, rest bytes, next split, splits },
 *             remembered bytes
 * version 1 = listed, next split, version of splits, splits, remembered bytes
 * splits    = count { bytes }
 * </pre>
 */
@Internal
public final class FileEnumeratorStateSerializer
    implements SimpleVersionedSerializer<FileEnumeratorState> {
  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final FileEnumeratorState state) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FileSplitSerializer.INSTANCE.getVersion());
      out.writeInt(state.hosts().size());
      for (final HostFiles files : state.hosts()) {
        out.writeUTF(files.host());
        out.writeBoolean(files.hasListed());
        write(files.rest(), out);
        out.writeLong(files.nextSplit());
        out.writeInt(files.pending().size());
        for (final FileSplit split : files.pending()) {
          write(FileSplitSerializer.INSTANCE.serialize(split), out);
        }
      }
      write(state.remembered(), out);
    }
    return bytes.toByteArray();
  }

  @Override
  public FileEnumeratorState deserialize(final int version, final byte[] serialized)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      return switch (version) {
        case 1 -> readFirst(in);
        case VERSION -> read(in);
        default ->
            throw new IOException(
                "state version="
                    + version
                    + " is newer than this uring connector, which reads up to "
                    + VERSION
                    + ": restore with the one that wrote it, or a newer one");
      };
    }
  }

  private static FileEnumeratorState read(final DataInputStream in) throws IOException {
    final int splitVersion = in.readInt();
    final List<HostFiles> hosts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      final String host = in.readUTF();
      final boolean hasListed = in.readBoolean();
      final byte[] rest = readBytes(in);
      final long nextSplit = in.readLong();
      hosts.add(new HostFiles(host, readSplits(splitVersion, in), hasListed, rest, nextSplit));
    }
    return new FileEnumeratorState(hosts, readBytes(in));
  }

  private static FileEnumeratorState readFirst(final DataInputStream in) throws IOException {
    final boolean hasListed = in.readBoolean();
    final long nextSplit = in.readLong();
    final List<FileSplit> pending = readSplits(in.readInt(), in);
    return new FileEnumeratorState(
        List.of(new HostFiles("", pending, hasListed, new byte[0], nextSplit)), readBytes(in));
  }

  private static List<FileSplit> readSplits(final int version, final DataInputStream in)
      throws IOException {
    final List<FileSplit> splits = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      splits.add(FileSplitSerializer.INSTANCE.deserialize(version, readBytes(in)));
    }
    return splits;
  }

  private static byte[] readBytes(final DataInputStream in) throws IOException {
    final byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static void write(final byte[] bytes, final DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
