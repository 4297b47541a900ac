package io.uring.connector.flink;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.arrow.FileBatch;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a chunk of one, where it landed. Goes from row to row of a batch: valid until {@link
 * FileDeserializer#deserialize} returns, and for its thread only.
 */
@PublicEvolving
public final class FileRow {
  private final FileBatch batch;
  private int row;

  /**
   * Stands on the first row of a batch.
   *
   * @param batch stays the caller's
   */
  public FileRow(final FileBatch batch) {
    this.batch = batch;
  }

  /**
   * Goes to a row. A deserializer that makes one record of several rows leaves this on the last.
   *
   * @param number of the row in the batch
   */
  public void goTo(final int number) {
    row = number;
  }

  /**
   * The row that this stands on.
   *
   * @return its number in the batch
   */
  public int number() {
    return row;
  }

  /**
   * The batch of this row.
   *
   * @return a batch that is closed by whoever has made this row
   */
  public FileBatch batch() {
    return batch;
  }

  /**
   * The request of this row.
   *
   * @return its number in the batch's requests
   */
  public int request() {
    return batch.request(row);
  }

  /**
   * The file's absolute path, read as UTF-8.
   *
   * @return the path
   */
  public String path() {
    return batch.path(row);
  }

  /**
   * The size of the whole file.
   *
   * @return bytes
   */
  public long fileLength() {
    return batch.files().length(batch.file(row));
  }

  /**
   * When the file was last modified.
   *
   * @return the time, to the nanosecond where the file system has it
   */
  public Instant modificationTime() {
    final long nanos = batch.files().modifiedNanos(batch.file(row));
    final long second = TimeUnit.SECONDS.toNanos(1);
    return Instant.ofEpochSecond(Math.floorDiv(nanos, second), Math.floorMod(nanos, second));
  }

  /**
   * Where the content begins in the file.
   *
   * @return bytes; 0 for a whole file
   */
  public long offset() {
    return batch.requests().offset(batch.request(row));
  }

  /**
   * The content.
   *
   * @return a read-only view of off-heap memory from position 0, valid until {@link
   *     FileDeserializer#deserialize} returns; empty where there is a {@link #failure}
   */
  public ByteBuffer content() {
    return batch.content(row);
  }

  /**
   * The size of the content.
   *
   * @return bytes; 0 where there is a {@link #failure}, or the source hands out no content
   */
  public int contentBytes() {
    return batch.contentBytes(row);
  }

  /**
   * The content on the heap.
   *
   * @return a copy that belongs to the caller
   */
  public byte[] bytes() {
    return batch.contentCopy(row);
  }

  /**
   * Why there are no bytes. Only the mode PERMISSIVE hands out such rows.
   *
   * @return the failure, or null where the row is whole
   */
  public @Nullable ReadFailure failure() {
    return batch.failure(row);
  }
}
