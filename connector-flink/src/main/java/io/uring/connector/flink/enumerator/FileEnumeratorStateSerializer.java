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

/** The job manager's state as bytes; every version that was ever released stays readable. */
@Internal
public final class FileEnumeratorStateSerializer
    implements SimpleVersionedSerializer<FileEnumeratorState> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final FileEnumeratorState state) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(state.hasListed());
      out.writeLong(state.nextSplit());
      out.writeInt(FileSplitSerializer.INSTANCE.getVersion());
      out.writeInt(state.pending().size());
      for (final FileSplit split : state.pending()) {
        final byte[] written = FileSplitSerializer.INSTANCE.serialize(split);
        out.writeInt(written.length);
        out.write(written);
      }
      out.writeInt(state.remembered().length);
      out.write(state.remembered());
    }
    return bytes.toByteArray();
  }

  @Override
  public FileEnumeratorState deserialize(final int version, final byte[] serialized)
      throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "state version="
              + version
              + " is newer than this uring connector, which reads up to "
              + VERSION
              + ": restore with the one that wrote it, or a newer one");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      final boolean hasListed = in.readBoolean();
      final long nextSplit = in.readLong();
      final int splitVersion = in.readInt();
      final List<FileSplit> pending = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        final byte[] split = new byte[in.readInt()];
        in.readFully(split);
        pending.add(FileSplitSerializer.INSTANCE.deserialize(splitVersion, split));
      }
      final byte[] remembered = new byte[in.readInt()];
      in.readFully(remembered);
      return new FileEnumeratorState(pending, hasListed, nextSplit, remembered);
    }
  }
}
