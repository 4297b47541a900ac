package io.uring.connector.spark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.arrow.FailureVector;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskFailureListener;
import org.jspecify.annotations.Nullable;

/**
 * One task's list of files that had no bytes, as lines of JSON. There is no file without a line. It
 * has a hidden name until the task has succeeded, and a name that all attempts share afterwards, so
 * that none is listed twice.
 */
final class RejectsFile implements Consumer<ReadFailure> {
  private final Configuration conf;
  private final Path folder;
  private final String name;

  /** The task whose thread makes this; a consumer may read on another one. */
  private final TaskContext task = TaskContext.get();

  /** Made for the first line. */
  private @Nullable JsonGenerator lines;

  private boolean hasFailed;

  RejectsFile(final Configuration conf, final Path folder, final String name) {
    this.conf = conf;
    this.folder = folder;
    this.name = name;
  }

  @Override
  public synchronized void accept(final ReadFailure failure) {
    try {
      final JsonGenerator line = lines == null ? create() : lines;
      line.writeStartObject();
      line.writeStringField("path", FileColumns.SCHEME + failure.file());
      line.writeStringField(FailureVector.CLASS, failure.kind().name());
      line.writeStringField(FailureVector.ERRNO, Errno.name(failure.errno()));
      line.writeStringField(FailureVector.OPERATION, failure.operation());
      line.writeNumberField(FailureVector.OFFSET, failure.offset());
      line.writeNumberField("length", failure.length());
      line.writeStringField(FailureVector.MESSAGE, failure.message());
      line.writeEndObject();
    } catch (final IOException e) {
      throw failed(e);
    }
  }

  private JsonGenerator create() throws IOException {
    final Path hidden = new Path(folder, "." + name + "." + task.taskAttemptId());
    final FileSystem files = folder.getFileSystem(conf);
    // First: whoever kills the task may interrupt the making of the file halfway.
    task.addTaskFailureListener((TaskFailureListener) (of, error) -> fail());
    task.addTaskCompletionListener((TaskCompletionListener) completed -> complete(files, hidden));
    if (task.isCompleted()) {
      throw new IOException("the task has ended");
    }
    final OutputStream out = files.create(hidden, true);
    final JsonGenerator made = new JsonFactory().createGenerator(out);
    made.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    lines = made;
    return made;
  }

  private synchronized void fail() {
    hasFailed = true;
  }

  private synchronized void complete(final FileSystem files, final Path hidden) {
    // A task that is killed is interrupted, and so would this be.
    final boolean interrupted = Thread.interrupted();
    try {
      boolean published = false;
      try {
        published = publish(files, hidden);
      } finally {
        if (!published) {
          IOUtils.closeStream(lines);
          files.delete(hidden, false);
        }
      }
    } catch (final IOException e) {
      throw failed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean publish(final FileSystem files, final Path hidden) throws IOException {
    final JsonGenerator made = lines;
    if (hasFailed || made == null) {
      return false;
    }
    made.writeRaw('\n');
    made.close();
    final Path target = new Path(folder, name);
    // Another attempt that has succeeded before has said the same.
    return !files.exists(target) && files.rename(hidden, target);
  }

  private UncheckedIOException failed(final IOException cause) {
    return new UncheckedIOException("files cannot be listed in rejectsPath=" + folder, cause);
  }
}
