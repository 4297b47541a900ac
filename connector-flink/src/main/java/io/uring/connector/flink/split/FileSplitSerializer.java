package io.uring.connector.flink.split;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Splits as bytes; every version that was ever released stays readable. Safe on any thread. */
@Internal
public final class FileSplitSerializer implements SimpleVersionedSerializer<FileSplit> {
  /** The only one: it has no state. */
  public static final FileSplitSerializer INSTANCE = new FileSplitSerializer();

  private static final int VERSION = 2;

  private FileSplitSerializer() {}

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final FileSplit split) {
    final byte[] known = split.written();
    if (known != null) {
      return known;
    }
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(split.splitId());
      out.writeUTF(split.host());
      RequestFormat.write(split.requests(), out);
    } catch (final IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    final byte[] written = bytes.toByteArray();
    split.written(written);
    return written;
  }

  @Override
  public FileSplit deserialize(final int version, final byte[] serialized) throws IOException {
    if (version != 1 && version != VERSION) {
      throw new IOException(
          "split version="
              + version
              + " is newer than this uring connector, which reads up to "
              + VERSION
              + ": restore with the one that wrote it, or a newer one");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      final String id = in.readUTF();
      // The first version knew no hosts.
      final String host = version == 1 ? "" : in.readUTF();
      return new FileSplit(id, host, RequestFormat.read(in));
    }
  }
}
