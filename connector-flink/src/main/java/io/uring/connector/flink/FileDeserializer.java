package io.uring.connector.flink;

import io.uring.connector.flink.arrow.ArrowBatch;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

/**
 * Makes records of files. Travels to the task managers; there each subtask has one, for its thread.
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public interface FileDeserializer<T> extends Serializable, ResultTypeQueryable<T> {
  /** Makes a record of a file. */
  @FunctionalInterface
  interface Function<T> extends Serializable {
    /**
     * Makes a record.
     *
     * @param row the file, or a chunk of it; gone when this method returns
     * @return the record
     * @throws IOException if the job is to fail
     */
    T apply(FileRow row) throws IOException;
  }

  /**
   * Makes a record.
   *
   * @param row the file, or a chunk of it; gone when this method returns
   * @return the record
   * @throws IOException if the job is to fail
   */
  T deserialize(FileRow row) throws IOException;

  /**
   * Files with their content on the heap.
   *
   * @return makes a {@link FileRecord} of each
   */
  static FileDeserializer<FileRecord> records() {
    return of(FileRecord::of, FileRecordType.INSTANCE);
  }

  /**
   * Batches as Arrow columns, their content where it has landed: one record for each batch that is
   * read, whose timestamp is the time of its first file.
   *
   * @return makes batches, of up to {@code batch-bytes} bytes and {@code batch-rows} rows
   */
  static FileDeserializer<ArrowBatch> batches() {
    return new BatchDeserializer();
  }

  /**
   * Records of any type.
   *
   * @param function makes a record; has to be serializable, as any function of Flink's
   * @param type of the records
   * @param <T> the type
   * @return a deserializer
   */
  static <T> FileDeserializer<T> of(final Function<T> function, final TypeInformation<T> type) {
    return new FunctionDeserializer<>(function, type);
  }
}
