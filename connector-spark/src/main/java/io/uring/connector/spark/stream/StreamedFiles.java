package io.uring.connector.spark.stream;

import io.uring.connector.core.list.Listing;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * What a stream reads, and how: the same as a batch query does. Called on the driver, on the
 * stream's thread.
 */
public interface StreamedFiles {
  /**
   * Lists the files that are there now.
   *
   * @return each file whole
   * @throws RuntimeException if there is no such folder, or the kernel refuses something
   */
  Listing list();

  /**
   * Cuts a batch into splits.
   *
   * @param batch files to read
   * @return partitions for {@link #readers()}
   */
  InputPartition[] plan(StreamBatch batch);

  /**
   * Opens splits on the executors.
   *
   * @return a factory
   */
  PartitionReaderFactory readers();
}
