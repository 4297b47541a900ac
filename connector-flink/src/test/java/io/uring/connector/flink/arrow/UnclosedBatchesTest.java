package io.uring.connector.flink.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that nobody closes, as in most programs on Flink. */
class UnclosedBatchesTest {
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void shouldLeaveWithTheGarbage() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--") || flag.startsWith("-XX:")) {
        command.add(flag);
      }
    }
    command.addAll(List.of("-XX:MaxDirectMemorySize=64m", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Receiver.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(output).isZero();
      assertThat(output).contains("received=60", "refused=the JVM has no ");
      assertThat(output).contains("taskmanager.memory.task.off-heap.size");
    } finally {
      child.destroyForcibly();
    }
  }

  /** Receives ten times as much as there is direct memory; then it keeps what it gets. */
  static final class Receiver {
    private Receiver() {}

    public static void main(String[] arguments) throws Exception {
      DataOutputSerializer bytes = new DataOutputSerializer(64);
      int[] lengths = {6 << 20, 5 << 20};
      try (ArrowBatch batch = Batches.arrow(lengths)) {
        ArrowBatchSerializer.INSTANCE.serialize(batch, bytes);
      }
      int received = 0;
      for (; received < 60; received++) {
        ArrowBatch batch = receive(bytes);
        if (batch.content().get(1).length != 5 << 20) {
          throw new AssertionError("batch " + received + " is not whole");
        }
      }
      System.out.println("received=" + received);
      List<ArrowBatch> kept = new ArrayList<>();
      try {
        while (kept.size() < 10) {
          kept.add(receive(bytes));
        }
      } catch (java.io.IOException e) {
        System.out.println("refused=" + e.getMessage());
      }
    }

    private static ArrowBatch receive(DataOutputSerializer bytes) throws Exception {
      return ArrowBatchSerializer.INSTANCE.deserialize(
          new DataInputDeserializer(bytes.getSharedBuffer(), 0, bytes.length()));
    }
  }
}
