package io.uring.connector.it.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.flink.FileRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts each file, and digests all of them, in checkpointed state: what it says at the end holds
 * each record as often as it went into the state of the job. Of parallelism 1; one job at a time.
 */
final class Tally extends AbstractStreamOperator<Long>
    implements OneInputStreamOperator<FileRecord, Long>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Records of all attempts of the job. */
  static final AtomicLong SEEN = new AtomicLong();

  static final AtomicLong CHECKPOINTS = new AtomicLong();

  /** What the last job said at its end, or null. */
  static volatile Result result;

  /** Of the last attempt; those before it may go on for a while. */
  private static volatile Tally last;

  private final int files;
  private final long pauseNanos;
  private transient byte[] counts;
  private transient long digest;
  private transient ListState<byte[]> state;

  /** Files that have been counted once or more. */
  private transient volatile int counted;

  /**
   * What has gone into the state.
   *
   * @param counts how often each file
   * @param digest of all names and contents
   */
  record Result(byte[] counts, long digest) {}

  /**
   * Counts nothing yet.
   *
   * @param files how many there are
   * @param pauseNanos after each record, for checkpoints and faults to fall between records
   */
  Tally(final int files, final long pauseNanos) {
    this.files = files;
    this.pauseNanos = pauseNanos;
  }

  static void reset() {
    SEEN.set(0);
    CHECKPOINTS.set(0);
    result = null;
    last = null;
  }

  /** Waits for more records, and then for a checkpoint that has them. */
  static void awaitProgress(final long records) {
    awaitSeen(records);
    awaitCheckpoint();
  }

  /** Waits for more records. */
  static void awaitSeen(final long records) {
    final long seen = SEEN.get() + records;
    await().atMost(Duration.ofMinutes(1)).until(() -> SEEN.get() >= seen);
  }

  /** Waits for a checkpoint that begins from now on. */
  static void awaitCheckpoint() {
    final long checkpoints = CHECKPOINTS.get() + 2;
    await().atMost(Duration.ofMinutes(1)).until(() -> CHECKPOINTS.get() >= checkpoints);
  }

  /** Waits until so many files are counted, and for a checkpoint of the last attempt. */
  static void awaitCounted(final int files) {
    await()
        .atMost(Duration.ofMinutes(8))
        .until(
            () -> {
              final Tally current = last;
              return current != null && current.counted >= files;
            });
    awaitCheckpoint();
  }

  /** Each file has been counted once when the job ended, and this is the digest of all. */
  static void assertEachFileOnce(final long expected) {
    final Result said = result;
    assertThat(said).as("the job has come to its end").isNotNull();
    for (int file = 0; file < said.counts().length; file++) {
      assertThat(said.counts()[file]).as("f" + file).isEqualTo((byte) 1);
    }
    assertThat(said.digest()).isEqualTo(expected);
    await().atMost(Duration.ofSeconds(30)).until(() -> SlabPool.jvm().heldBytes() == 0);
  }

  /** The file's part in the digest, which has them in any order. */
  static long digest(final int file, final byte[] content) {
    final CRC32C crc = new CRC32C();
    crc.update(content);
    final long mixed = (((long) file << 32) + crc.getValue()) * 0x9E37_79B9_7F4A_7C15L;
    return mixed ^ (mixed >>> 29);
  }

  @Override
  public void initializeState(final StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "tally", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    counts = new byte[files];
    digest = 0;
    for (final byte[] each : state.get()) {
      digest = ByteBuffer.wrap(each).getLong();
      System.arraycopy(each, Long.BYTES, counts, 0, files);
    }
    int known = 0;
    for (final byte each : counts) {
      known += each == 0 ? 0 : 1;
    }
    counted = known;
    last = this;
  }

  @Override
  public void snapshotState(final StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.clear();
    state.add(ByteBuffer.allocate(Long.BYTES + files).putLong(digest).put(counts).array());
  }

  @Override
  public void notifyCheckpointComplete(final long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    CHECKPOINTS.incrementAndGet();
  }

  @Override
  public void processElement(final StreamRecord<FileRecord> element) {
    final FileRecord record = element.getValue();
    final int file = Integer.parseInt(record.path().substring(record.path().lastIndexOf('/') + 2));
    if (counts[file]++ == 0) {
      counted++;
    }
    digest += digest(file, record.content());
    SEEN.incrementAndGet();
    LockSupport.parkNanos(pauseNanos);
  }

  @Override
  public void endInput() {
    result = new Result(counts.clone(), digest);
  }
}
