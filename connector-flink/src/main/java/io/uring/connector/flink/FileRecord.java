package io.uring.connector.flink;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a chunk of one, as a record of a stream. To be taken for immutable, its content as
 * well: Flink hands one record to several operators without copying it.
 *
 * @param path the absolute path
 * @param length bytes of the whole file
 * @param modificationTime when the file was last modified
 * @param offset where the content begins in the file
 * @param content the bytes; null where they could not be read and {@code mode} keeps such rows
 * @param error why there are no bytes; null where there are
 */
@PublicEvolving
@TypeInfo(FileRecordType.Factory.class)
@SuppressWarnings("ArrayRecordComponent") // compared by what it holds
public record FileRecord(
    String path,
    long length,
    Instant modificationTime,
    long offset,
    byte @Nullable [] content,
    @Nullable String error) {

  /** Makes a record of a row, with a copy of its bytes on the heap. */
  static FileRecord of(final FileRow row) {
    return new FileRecord(
        row.path(),
        row.fileLength(),
        row.modificationTime(),
        row.offset(),
        row.failure() == null ? row.bytes() : null,
        row.failure() == null ? null : row.failure().message());
  }

  @Override
  public boolean equals(final @Nullable Object other) {
    return other instanceof FileRecord file
        && file.path.equals(path)
        && file.length == length
        && file.modificationTime.equals(modificationTime)
        && file.offset == offset
        && Arrays.equals(file.content, content)
        && Objects.equals(file.error, error);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, length, modificationTime, offset);
  }

  @Override
  public String toString() {
    return path + "@" + offset + (error == null ? "" : ": " + error);
  }
}
