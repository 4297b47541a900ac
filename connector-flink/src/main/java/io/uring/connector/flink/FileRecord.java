package io.uring.connector.flink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a chunk of one, as a record of a stream. Flink takes it for a POJO, so no record of it
 * goes through Kryo.
 */
public final class FileRecord {
  /** The absolute path. */
  public String path = "";

  /** Bytes of the whole file. */
  public long length;

  /** When the file was last modified. */
  public Instant modificationTime = Instant.EPOCH;

  /** Where the content begins in the file. */
  public long offset;

  /** The bytes; null where they could not be read and {@code mode} keeps such rows. */
  public byte @Nullable [] content;

  /** Why there are no bytes; null where there are. */
  public @Nullable String error;

  /** Makes an empty record, for Flink. */
  public FileRecord() {}

  /** Makes a record of a row, with a copy of its bytes on the heap. */
  static FileRecord of(final FileRow row) {
    final FileRecord made = new FileRecord();
    made.path = row.path();
    made.length = row.fileLength();
    made.modificationTime = row.modificationTime();
    made.offset = row.offset();
    if (row.failure() == null) {
      made.content = row.bytes();
    } else {
      made.error = row.failure().message();
    }
    return made;
  }

  @Override
  public String toString() {
    return path + "@" + offset + (error == null ? "" : ": " + error);
  }
}
