package io.uring.connector.spark;

import io.uring.connector.core.ReadFailure;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Where one run of a scan lists the files that had no bytes. Made on the driver; each task has a
 * file of its own.
 *
 * @param conf how file systems are reached
 * @param folder the folder
 * @param run names the run: its tasks may be tried again, or twice at once
 */
record Rejects(SerializableConfiguration conf, String folder, String run) implements Serializable {
  /** Lists of the tasks that run in this JVM. */
  private static final Map<String, RejectsFile> OF_TASKS = new ConcurrentHashMap<>();

  /** Nothing is listed without a folder. */
  static @Nullable Rejects of(final @Nullable String folder) {
    return folder == null
        ? null
        : new Rejects(
            new SerializableConfiguration(SparkContext.getOrCreate().hadoopConfiguration()),
            folder,
            UUID.randomUUID().toString());
  }

  /** Throws {@link IllegalArgumentException} for what is no path. */
  static Path folder(final String text) {
    return new Path(text);
  }

  /** Lists what a task could not read of a split. */
  Consumer<ReadFailure> ofSplit(final int split) {
    return file(String.format("rejects-%s-%05d.json", run, split));
  }

  /**
   * Lists what the current task could not read, where it is no run of its own: the same list for
   * all that the task reads, which may be several partitions.
   */
  Consumer<ReadFailure> ofTask() {
    final TaskContext task = TaskContext.get();
    final String name =
        String.format("rejects-%s-%d-%05d.json", run, task.stageId(), task.partitionId());
    return OF_TASKS.computeIfAbsent(
        name + "." + task.taskAttemptId(),
        key -> {
          task.addTaskCompletionListener(
              (TaskCompletionListener) completed -> OF_TASKS.remove(key));
          return file(name);
        });
  }

  private RejectsFile file(final String name) {
    return new RejectsFile(conf.value(), folder(folder), name);
  }
}
