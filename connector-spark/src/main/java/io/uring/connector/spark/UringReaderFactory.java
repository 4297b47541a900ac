package io.uring.connector.spark;

import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Opens splits on the executors.
 *
 * @param required the columns that Spark is given
 * @param needed those of them that the query takes
 * @param partitionSchema the columns that come from folders' names
 * @param options how to read
 * @param columnar whether Spark takes columns, or rows
 * @param decode what is made of pictures
 * @param maxPixels the most pixels of a picture that are decoded
 * @param rejects where files are listed that had no bytes, or null
 * @param ran is told what read
 */
record UringReaderFactory(
    StructType required,
    StructType needed,
    StructType partitionSchema,
    ReadOptions options,
    boolean columnar,
    Decode decode,
    long maxPixels,
    @Nullable Rejects rejects,
    EnginesThatRan ran)
    implements PartitionReaderFactory {

  @Override
  public boolean supportColumnarReads(final InputPartition partition) {
    return columnar;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(final InputPartition partition) {
    return reader(partition);
  }

  @Override
  public PartitionReader<InternalRow> createReader(final InputPartition partition) {
    return new RowReader(reader(partition));
  }

  private ColumnarReader reader(final InputPartition partition) {
    final UringPartition split = (UringPartition) partition;
    final RequestList requests = split.requests();
    final Consumer<ReadFailure> told =
        rejects == null ? failure -> {} : rejects.ofSplit(split.number());
    final BatchSource files =
        Opens.of(needed, partitionSchema, decode) == Opens.NONE
            ? new MetadataSource(requests)
            : new ContentSource(requests, options, ran, told);
    final PictureSource pictures =
        decode.isAsked(needed, partitionSchema)
            ? new PictureSource(files, options, decode, maxPixels, told)
            : null;
    return new ColumnarReader(
        pictures == null ? files : pictures,
        new BatchColumns(required, needed, partitionSchema, split.partitionValues(), pictures));
  }
}
