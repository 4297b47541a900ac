package io.uring.connector.it.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;

/** What is in a savepoint. */
final class Savepoint {
  private Savepoint() {}

  /** Bytes of what the job manager's part of the source remembers. */
  static long enumeratorBytes(final String savepoint) throws IOException {
    final Path metadata = Path.of(URI.create(savepoint)).resolve("_metadata");
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      return Checkpoints.loadCheckpointMetadata(in, Savepoint.class.getClassLoader(), savepoint)
          .getOperatorStates()
          .stream()
          .map(OperatorState::getCoordinatorState)
          .filter(Objects::nonNull)
          .mapToLong(state -> state.getStateSize())
          .sum();
    }
  }
}
