package io.uring.connector.flink;

import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Records as bytes. Has no state; a copy of a record is the record. */
final class FileRecordSerializer extends TypeSerializerSingleton<FileRecord> {
  static final FileRecordSerializer INSTANCE = new FileRecordSerializer();

  private static final long serialVersionUID = 1L;

  /** The length of a content that is not there. */
  private static final int NONE = -1;

  private FileRecordSerializer() {}

  /** Public because Flink makes it when it reads state. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FileRecord> {
    /** Makes one for Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public FileRecord createInstance() {
    return new FileRecord("", 0, Instant.EPOCH, 0, null, null);
  }

  @Override
  public FileRecord copy(final FileRecord from) {
    return from;
  }

  @Override
  public FileRecord copy(final FileRecord from, final FileRecord reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(final FileRecord file, final DataOutputView target) throws IOException {
    target.writeUTF(file.path());
    target.writeLong(file.length());
    final Instant modified = file.modificationTime();
    target.writeLong(modified.getEpochSecond());
    target.writeInt(modified.getNano());
    target.writeLong(file.offset());
    final byte[] content = file.content();
    if (content == null) {
      target.writeInt(NONE);
    } else {
      target.writeInt(content.length);
      target.write(content);
    }
    final String error = file.error();
    target.writeBoolean(error != null);
    if (error != null) {
      target.writeUTF(error);
    }
  }

  @Override
  public FileRecord deserialize(final DataInputView source) throws IOException {
    return new FileRecord(
        source.readUTF(),
        source.readLong(),
        Instant.ofEpochSecond(source.readLong(), source.readInt()),
        source.readLong(),
        content(source),
        source.readBoolean() ? source.readUTF() : null);
  }

  @Override
  public FileRecord deserialize(final FileRecord reuse, final DataInputView source)
      throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(final DataInputView source, final DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  private static byte @Nullable [] content(final DataInputView source) throws IOException {
    final int length = source.readInt();
    if (length == NONE) {
      return null;
    }
    final byte[] content = new byte[length];
    source.readFully(content);
    return content;
  }

  @Override
  public TypeSerializerSnapshot<FileRecord> snapshotConfiguration() {
    return new Snapshot();
  }
}
