package io.uring.connector.flink.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WakeUpTest {
  private final WakeUp wakeUp = new WakeUp();

  @Test
  void shouldKeepACallForTheNextWait() {
    wakeUp.call();
    wakeUp.call();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(wakeUp.begin()).as("the call is wanted").isFalse();
    assertThat(wakeUp.begin()).as("and used up").isTrue();
    assertThat(wakeUp.end()).isFalse();
  }

  @Test
  void shouldEndAWaitAndLeaveNoInterruptBehind() throws Exception {
    final Thread waiting = Thread.currentThread();
    final Thread caller =
        new Thread(
            () -> {
              while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              wakeUp.call();
            });
    assertThat(wakeUp.begin()).isTrue();
    caller.start();
    boolean isInterrupted = false;
    try {
      Thread.sleep(60_000);
    } catch (final InterruptedException e) {
      isInterrupted = true;
    }
    caller.join();
    wakeUp.call();
    assertThat(isInterrupted).isTrue();
    assertThat(wakeUp.end()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(wakeUp.begin()).as("nobody has called since").isTrue();
    assertThat(wakeUp.end()).isFalse();
  }

  /** Flink stops a task by an interrupt, which is not ours to use up. */
  @Test
  void shouldLeaveTheInterruptsOfOthers() {
    assertThat(wakeUp.begin()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(wakeUp.end()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
