package io.uring.connector.core;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a scan reads. Immutable; every value has been checked, so that what uses it need not.
 *
 * @param engine which engine reads
 * @param binding how the ring's system calls are made
 * @param threads rings that serve a scan; 0 for one for each core of the JVM that reads
 * @param queueDepth files or pieces in flight on one ring
 * @param batchBytes content of one batch, in bytes
 * @param batchRows rows of one batch
 * @param splitBytes content and opening costs of one split, in bytes
 * @param memoryBudget off-heap bytes that all scans of this JVM hold at once; 0 for half of what
 *     the JVM allows for direct memory
 * @param headBytes the most bytes read of a file; {@link Long#MAX_VALUE} for all
 * @param chunkSize files are read as rows of so many bytes; {@link Integer#MAX_VALUE} for one row
 * @param verify how far files are looked at again after they were read
 * @param cache what becomes of the page cache
 * @param directIo whether reads go around the page cache
 * @param mode what becomes of requests that have no bytes
 * @param skip kinds of failure that leave a row out, counted, whatever the mode says
 * @param maxLength a larger request has no bytes: it is not opened
 */
public record ReadOptions(
    EngineChoice engine,
    BindingChoice binding,
    int threads,
    int queueDepth,
    int batchBytes,
    int batchRows,
    long splitBytes,
    long memoryBudget,
    long headBytes,
    int chunkSize,
    Verify verify,
    CacheUse cache,
    DirectIo directIo,
    FailureMode mode,
    Set<ReadFailure.Kind> skip,
    long maxLength)
    implements Serializable {

  /**
   * A builder in which nothing has been chosen.
   *
   * @return a new builder, for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Options by name, as Spark and Flink hand them over.
   *
   * @param lookup gives the text of an option, or null where it is not set
   * @return the options
   * @throws IllegalArgumentException names the option and what is allowed
   */
  public static Builder parse(final Function<ReadOption, @Nullable String> lookup) {
    final Builder builder = builder();
    for (final ReadOption option : ReadOption.values()) {
      final String text = lookup.apply(option);
      if (text != null) {
        builder.set(option, text);
      }
    }
    return builder;
  }

  /**
   * The same options for all bytes of what is asked for.
   *
   * @return options whose {@code headBytes} cut nothing
   */
  public ReadOptions uncut() {
    final Builder copy = new Builder(this);
    copy.headBytes = Long.MAX_VALUE;
    return copy.build();
  }

  /**
   * The same options for a JVM whose memory somebody else divides.
   *
   * @param bytes the budget, above 0
   * @return options with this budget
   */
  public ReadOptions withMemoryBudget(final long bytes) {
    final Builder copy = new Builder(this);
    copy.memoryBudget = bytes;
    return copy.build();
  }

  /**
   * What becomes of a request that has no bytes.
   *
   * @param kind why it has none
   * @return what {@link #skip()} says or, where that says nothing, the mode
   */
  public FailureMode.Outcome onFailure(final ReadFailure.Kind kind) {
    return skip.contains(kind) ? FailureMode.Outcome.DROP : mode.of(kind);
  }

  /**
   * Whether a request may end without a row.
   *
   * @return false where a scan that does not fail has a row for each request
   */
  public boolean dropsRows() {
    return !skip.isEmpty() || mode == FailureMode.DROPMALFORMED;
  }

  /** Collects options. For one thread. */
  public static final class Builder {
    private EngineChoice engine = EngineChoice.AUTO;
    private BindingChoice binding = BindingChoice.AUTO;
    private int threads;
    private int queueDepth = 64;
    private int batchBytes = 2 << 20;
    private int batchRows = 4096;
    private long splitBytes = 128 << 20;
    private long memoryBudget;
    private long headBytes = Long.MAX_VALUE;
    private int chunkSize = Integer.MAX_VALUE;
    private Verify verify = Verify.AUTO;
    private CacheUse cache = CacheUse.KEEP;
    private DirectIo directIo = DirectIo.AUTO;
    private FailureMode mode = FailureMode.FAILFAST;
    private long maxLength = Long.MAX_VALUE;
    private final Set<ReadFailure.Kind> skip = EnumSet.noneOf(ReadFailure.Kind.class);

    private Builder() {}

    private Builder(final ReadOptions other) {
      engine = other.engine;
      binding = other.binding;
      threads = other.threads;
      queueDepth = other.queueDepth;
      batchBytes = other.batchBytes;
      batchRows = other.batchRows;
      splitBytes = other.splitBytes;
      memoryBudget = other.memoryBudget;
      headBytes = other.headBytes;
      chunkSize = other.chunkSize;
      verify = other.verify;
      cache = other.cache;
      directIo = other.directIo;
      mode = other.mode;
      skip.addAll(other.skip);
      maxLength = other.maxLength;
    }

    /**
     * Which engine reads; {@link EngineChoice#AUTO} where not set.
     *
     * @param choice the engine
     * @return this
     */
    public Builder engine(final EngineChoice choice) {
      engine = choice;
      return this;
    }

    /**
     * How the ring's system calls are made; {@link BindingChoice#AUTO} where not set.
     *
     * @param choice the binding
     * @return this
     */
    public Builder binding(final BindingChoice choice) {
      binding = choice;
      return this;
    }

    /**
     * Rings that serve a scan; one for each core of the JVM that reads where not set.
     *
     * @param count 1 to 256
     * @return this
     */
    public Builder threads(final int count) {
      threads = (int) ReadOption.THREADS.check(count);
      return this;
    }

    /**
     * Files or pieces in flight on one ring; 64 where not set.
     *
     * @param depth 1 to 1024
     * @return this
     */
    public Builder queueDepth(final int depth) {
      queueDepth = (int) ReadOption.QUEUE_DEPTH.check(depth);
      return this;
    }

    /**
     * Content of one batch; 2 MiB where not set.
     *
     * @param bytes 64 KiB to 1 GiB
     * @return this
     */
    public Builder batchBytes(final int bytes) {
      batchBytes = (int) ReadOption.BATCH_BYTES.check(bytes);
      return this;
    }

    /**
     * Rows of one batch; 4096 where not set.
     *
     * @param rows 1 to 1,048,576
     * @return this
     */
    public Builder batchRows(final int rows) {
      batchRows = (int) ReadOption.BATCH_ROWS.check(rows);
      return this;
    }

    /**
     * Content and opening costs of one split; 128 MiB where not set.
     *
     * @param bytes 64 KiB or more
     * @return this
     */
    public Builder splitBytes(final long bytes) {
      splitBytes = ReadOption.SPLIT_BYTES.check(bytes);
      return this;
    }

    /**
     * Off-heap bytes that all scans of this JVM hold at once; half of the JVM's direct memory where
     * not set.
     *
     * @param bytes 1 MiB or more
     * @return this
     */
    public Builder memoryBudget(final long bytes) {
      memoryBudget = ReadOption.MEMORY_BUDGET.check(bytes);
      return this;
    }

    /**
     * The most bytes read of a file, from its start; all where not set.
     *
     * @param bytes 1 or more
     * @return this
     */
    public Builder headBytes(final long bytes) {
      headBytes = ReadOption.HEAD_BYTES.check(bytes);
      return this;
    }

    /**
     * Reads files as rows of chunks of so many bytes, so that none is too large; each file is one
     * row where not set.
     *
     * @param bytes 1 to 1 GiB
     * @return this
     */
    public Builder chunkSize(final int bytes) {
      chunkSize = (int) ReadOption.CHUNK_SIZE.check(bytes);
      return this;
    }

    /**
     * How far files are looked at again after they were read; {@link Verify#AUTO} where not set.
     *
     * @param choice how far
     * @return this
     */
    public Builder verify(final Verify choice) {
      verify = choice;
      return this;
    }

    /**
     * What becomes of the page cache; {@link CacheUse#KEEP} where not set.
     *
     * @param choice whether what was read stays there
     * @return this
     */
    public Builder cache(final CacheUse choice) {
      cache = choice;
      return this;
    }

    /**
     * Whether reads go around the page cache; {@link DirectIo#AUTO} where not set.
     *
     * @param choice which reads do
     * @return this
     */
    public Builder directIo(final DirectIo choice) {
      directIo = choice;
      return this;
    }

    /**
     * What becomes of requests that have no bytes; {@link FailureMode#FAILFAST} where not set.
     *
     * @param choice the mode
     * @return this
     */
    public Builder mode(final FailureMode choice) {
      mode = choice;
      return this;
    }

    /**
     * The largest request that is opened; what fits into a row where not set.
     *
     * @param bytes 0 or more
     * @return this
     */
    public Builder maxLength(final long bytes) {
      maxLength = bytes;
      return this;
    }

    /**
     * Leaves rows with this kind of failure out, and counts them, whatever the mode says.
     *
     * @param kind the kind of failure
     * @return this
     */
    public Builder skip(final ReadFailure.Kind kind) {
      skip.add(kind);
      return this;
    }

    /**
     * Sets an option by its name.
     *
     * @param option which
     * @param text its value as text
     * @return this
     * @throws IllegalArgumentException names the option and what is allowed
     */
    public Builder set(final ReadOption option, final String text) {
      switch (option) {
        case ENGINE -> engine = option.parseName(EngineChoice.class, text);
        case BINDING -> binding = option.parseName(BindingChoice.class, text);
        case THREADS -> threads = (int) option.parseNumber(text);
        case QUEUE_DEPTH -> queueDepth = (int) option.parseNumber(text);
        case BATCH_BYTES -> batchBytes = (int) option.parseNumber(text);
        case BATCH_ROWS -> batchRows = (int) option.parseNumber(text);
        case SPLIT_BYTES -> splitBytes = option.parseNumber(text);
        case MEMORY_BUDGET -> memoryBudget = option.parseNumber(text);
        case HEAD_BYTES -> headBytes = option.parseNumber(text);
        case CHUNK_SIZE -> chunkSize = (int) option.parseNumber(text);
        case VERIFY -> verify = option.parseName(Verify.class, text);
        case CACHE -> cache = option.parseName(CacheUse.class, text);
        case DIRECT_IO -> directIo = option.parseName(DirectIo.class, text);
        case MODE -> mode = option.parseName(FailureMode.class, text);
      }
      return this;
    }

    /**
     * Ends the choice.
     *
     * @return the options
     */
    public ReadOptions build() {
      return new ReadOptions(
          engine,
          binding,
          threads,
          queueDepth,
          batchBytes,
          batchRows,
          splitBytes,
          memoryBudget,
          headBytes,
          chunkSize,
          verify,
          cache,
          directIo,
          mode,
          Set.copyOf(skip),
          maxLength);
    }
  }
}
