package io.uring.connector.it.flink;

import static org.awaitility.Awaitility.await;

import io.uring.connector.flink.FileRecord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Hands records on, slowly; the first attempt of one subtask may get stuck. */
final class Passing extends RichMapFunction<FileRecord, FileRecord> {
  private static final long serialVersionUID = 1L;

  /** Records of all attempts of all subtasks, and of all jobs. */
  private static final AtomicLong PASSED = new AtomicLong();

  /** Records of attempts that are not the first ones. */
  static final AtomicLong PASSED_LATER = new AtomicLong();

  private final int stuckSubtask;
  private int passed;

  /**
   * Has passed nothing.
   *
   * @param stuckSubtask gets stuck in its first attempt; -1 if none is to
   */
  Passing(final int stuckSubtask) {
    this.stuckSubtask = stuckSubtask;
  }

  /** Waits for more records. */
  static void awaitPassed(final long records) {
    final long then = PASSED.get() + records;
    await().atMost(Duration.ofMinutes(1)).until(() -> PASSED.get() >= then);
  }

  @Override
  public FileRecord map(final FileRecord record) throws InterruptedException {
    PASSED.incrementAndGet();
    final int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
    if (attempt > 0) {
      PASSED_LATER.incrementAndGet();
    } else if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == stuckSubtask
        && ++passed == 100) {
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
    LockSupport.parkNanos(200_000);
    return record;
  }
}
