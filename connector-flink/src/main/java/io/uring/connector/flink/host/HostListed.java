package io.uring.connector.flink.host;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.ListingRest;
import io.uring.connector.flink.list.FileSearch;
import io.uring.connector.flink.split.FileSplit;
import io.uring.connector.flink.split.FileSplitSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.annotation.Internal;

/**
 * What a step of a listing has found on a host. Immutable; both ends of a job run the same version.
 *
 * @param requests what to read
 * @param files how many files all steps so far have found
 * @param skipped how many paths all steps so far have passed over
 * @param hasEnded whether everything has been found
 * @param rest where to go on; empty where it has ended
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HostListed(
    RequestList requests, long files, int skipped, boolean hasEnded, byte[] rest) {

  static byte[] bytes(final FileSearch.Found found) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(found.files());
      out.writeInt(found.skipped());
      final ListingRest rest = found.rest();
      out.writeBoolean(rest == null);
      final byte[] left = rest == null ? new byte[0] : rest.bytes();
      out.writeInt(left.length);
      out.write(left);
      out.write(FileSplitSerializer.INSTANCE.serialize(new FileSplit("", found.requests())));
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what a reader has sent.
   *
   * @param letter of the kind LISTED
   * @return what it says
   * @throws IOException if it is damaged
   */
  public static HostListed of(final byte[] letter) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(letter))) {
      final long files = in.readLong();
      final int skipped = in.readInt();
      final boolean hasEnded = in.readBoolean();
      final byte[] rest = new byte[in.readInt()];
      in.readFully(rest);
      final FileSplit found =
          FileSplitSerializer.INSTANCE.deserialize(
              FileSplitSerializer.INSTANCE.getVersion(), in.readAllBytes());
      return new HostListed(found.requests(), files, skipped, hasEnded, rest);
    }
  }
}
