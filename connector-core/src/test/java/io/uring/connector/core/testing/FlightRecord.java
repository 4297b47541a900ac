package io.uring.connector.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Records the events of the connector, however short they are, until it is closed. */
public final class FlightRecord implements AutoCloseable {
  private static final String PREFIX = "io.uring.connector.";

  private final Recording recording = new Recording();

  /** Begins to record events by their names' last parts. */
  public FlightRecord(String... names) {
    for (String name : names) {
      recording.enable(PREFIX + name).withThreshold(Duration.ZERO);
    }
    recording.start();
  }

  /** The events of a name so far, in the order of their ends. */
  public List<RecordedEvent> events(String name) {
    try {
      Path file = Files.createTempFile("flight", ".jfr");
      try {
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(PREFIX + name))
            .sorted((one, other) -> one.getEndTime().compareTo(other.getEndTime()))
            .toList();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
