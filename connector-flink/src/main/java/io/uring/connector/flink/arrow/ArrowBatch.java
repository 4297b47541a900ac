package io.uring.connector.flink.arrow;

import io.uring.connector.core.arrow.FileBatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A batch of files as Arrow columns: {@code path}, {@code length}, {@code modification_time},
 * {@code offset}, {@code content} and {@code error}, one row a file (or a range or chunk of one),
 * in the order of the plan. Nothing of it may be written to.
 *
 * <p><b>How long it is valid.</b> What an operator gets from the source, through however many
 * chained operators, lies where the kernel has put it, in memory that the source uses again: it is
 * valid until the operator's method returns, be it with {@code pipeline.object-reuse} or without.
 * What is kept longer (in a list, in state, in a window, for asynchronous I/O, on another thread)
 * has to be a {@link #detach() detached} copy; so has what is handed to an operator that keeps it.
 * A batch that came over the network lies in memory of its own and may be kept. A batch that is
 * used too late throws an {@link IllegalStateException}; its vectors are then empty, and must not
 * be used either.
 *
 * <p><b>Who closes it.</b> The source closes what it has handed out; an operator may close that
 * too, but nobody after it can use it then. What was {@linkplain #retain() retained} must be closed
 * by whoever retained it: until then it keeps memory from the source. A batch that was detached or
 * came over the network should be closed when it is done with; where it is not, its memory is freed
 * with the garbage, as that of any direct {@link java.nio.ByteBuffer}. Such memory counts against
 * {@code taskmanager.memory.task.off-heap.size}.
 *
 * <p>Handles are safe on any thread, and so are reads of the vectors, as long as nobody closes the
 * batch meanwhile. Over the network a batch passes through the heap, and where it has more than 5
 * MiB Flink puts it into a temporary file at the receiver: batches of up to 4 MiB are best there.
 * None may have 2 GiB.
 */
@PublicEvolving
@TypeInfo(ArrowBatchType.Factory.class)
public final class ArrowBatch implements AutoCloseable {
  static final String CLOSED =
      "the batch is closed: one that the source has handed out is valid until the method that got"
          + " it returns; keep detach() of it, or retain() and close()";

  private final Columns columns;

  /** Whose hold this one lives by, or null where it has its own. */
  private final @Nullable ArrowBatch lender;

  private final AtomicBoolean closed = new AtomicBoolean();

  private ArrowBatch(final Columns columns, final @Nullable ArrowBatch lender) {
    this.columns = columns;
    this.lender = lender;
  }

  /**
   * A batch over the slab of another, without a copy of the content.
   *
   * @param batch a batch with content, which stays the caller's and may be closed at once; must not
   *     be closed while this method runs
   * @return a batch with a hold of its own on the slab, to be closed
   */
  public static ArrowBatch of(final FileBatch batch) {
    return new ArrowBatch(Columns.over(batch), null);
  }

  /** A batch that closes the columns. */
  static ArrowBatch owning(final Columns columns) {
    return new ArrowBatch(columns, null);
  }

  /**
   * What Flink has to know of batches. Where batches are returned by a method of a user's, Flink
   * finds it by itself.
   *
   * @return the one type
   */
  public static TypeInformation<ArrowBatch> type() {
    return ArrowBatchType.INSTANCE;
  }

  /**
   * The number of rows.
   *
   * @return zero or more
   */
  public int rows() {
    return columns.rows();
  }

  /**
   * The absolute paths of the files.
   *
   * @return none null, valid as long as the batch and not to be closed; bytes of names that are no
   *     UTF-8 have become U+FFFD
   */
  public VarCharVector path() {
    return (VarCharVector) open().vector(Column.PATH);
  }

  /**
   * The sizes of the files when they were listed or, where ranges of files were planned, of the
   * ranges.
   *
   * @return bytes, none null, valid as long as the batch and not to be closed
   */
  public BigIntVector length() {
    return (BigIntVector) open().vector(Column.LENGTH);
  }

  /**
   * The modification times of the files when they were listed, in microseconds since 1970 UTC, of
   * which the last three digits are zero.
   *
   * @return none null, valid as long as the batch and not to be closed
   */
  public TimeStampMicroTZVector modificationTime() {
    return (TimeStampMicroTZVector) open().vector(Column.MODIFICATION_TIME);
  }

  /**
   * Where the content of each row begins in its file.
   *
   * @return bytes, 0 for whole files, none null, valid as long as the batch and not to be closed
   */
  public BigIntVector offset() {
    return (BigIntVector) open().vector(Column.OFFSET);
  }

  /**
   * The bytes of the files, where they have landed.
   *
   * @return null where the file could not be read, valid as long as the batch and not to be closed
   */
  public VarBinaryVector content() {
    return (VarBinaryVector) open().vector(Column.CONTENT);
  }

  /**
   * Why files could not be read, each in one line: {@code read failed: errno=EIO(5), file=/a,
   * offset=0, length=10}.
   *
   * @return null where the row is whole, valid as long as the batch and not to be closed
   */
  public VarCharVector error() {
    return (VarCharVector) open().vector(Column.ERROR);
  }

  /**
   * All columns, for libraries that take Arrow.
   *
   * @return valid as long as the batch and not to be closed
   */
  public VectorSchemaRoot root() {
    return open().root();
  }

  /**
   * The same batch for longer, without a copy: it is valid until it is closed, whatever becomes of
   * this one. Where this one lies in memory of the source, the source reads ahead less, and in the
   * end waits, while it is kept.
   *
   * @return another batch, which the caller closes
   * @throws IllegalStateException if this batch is closed
   */
  public ArrowBatch retain() {
    final Columns held = open();
    held.hold();
    return new ArrowBatch(held, null);
  }

  /**
   * A copy in memory of its own, which may be kept for any time and which any operator may keep.
   *
   * @return another batch, which the caller should close
   * @throws IllegalStateException if this batch is closed
   * @throws org.apache.arrow.memory.OutOfMemoryException if there is no off-heap memory left; says
   *     what to change
   */
  public ArrowBatch detach() {
    try (ArrowBatch held = retain()) {
      return new ArrowBatch(held.columns.copy(), null);
    }
  }

  /**
   * What Flink takes for a copy. Operators do not close what they are given, and a slab must come
   * back: so the copy of a source's batch is valid as long as that one. Other memory is freed with
   * the garbage anyhow: so that copy has a hold of its own.
   */
  ArrowBatch copy() {
    final Columns shared = open();
    return shared.isInSlab() ? new ArrowBatch(shared, lender == null ? this : lender) : retain();
  }

  /**
   * Ends the use of this batch. Others that were made of it by {@link #retain} or {@link #detach}
   * stay. Closing twice, or late, does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && lender == null) {
      columns.release();
    }
  }

  @Override
  public String toString() {
    return "ArrowBatch(rows=" + rows() + (isOpen() ? ")" : ", closed)");
  }

  private boolean isOpen() {
    return !closed.get() && (lender == null || lender.isOpen());
  }

  private Columns open() {
    if (!isOpen()) {
      throw new IllegalStateException(CLOSED);
    }
    return columns;
  }
}
