package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.uring.connector.core.FileTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same reads by {@code ceiling/ceiling.c}: what is left to gain. */
final class CeilingSide implements Side {
  /** Where {@code benchmarks/run} has put the program, if it could build it. */
  private static final String PROGRAM_PROPERTY = "uring.ceiling";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name;
  private final DataSet data;
  private final Path list;
  private final List<String> command;

  CeilingSide(final String name, final DataSet data, final List<String> options)
      throws IOException {
    this.name = name;
    this.data = data;
    list = list(data.files());
    command = new ArrayList<>();
    command.add(System.getProperty(PROGRAM_PROPERTY, ""));
    command.addAll(options);
  }

  /** Whether the program could be built on this machine. */
  static boolean isBuilt() {
    return !System.getProperty(PROGRAM_PROPERTY, "").isEmpty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() throws IOException {
    final int prefix = data.root().toString().getBytes(StandardCharsets.UTF_8).length + 1;
    return start(List.of("--digest", "--root", Integer.toString(prefix))).get("digest").asText();
  }

  @Override
  public Run run() throws IOException {
    final JsonNode found = start(List.of());
    return new Run(
        found.get("engine").asText(),
        found.get("files").asLong(),
        found.get("bytes").asLong(),
        found.get("seconds").asDouble(),
        found.get("cpu_seconds").asDouble(),
        found.get("disk_bytes").asLong(),
        found.get("submissions").asLong(),
        found.get("enters").asLong());
  }

  private JsonNode start(final List<String> more) throws IOException {
    final List<String> line = new ArrayList<>(command);
    line.addAll(more);
    final Process process =
        new ProcessBuilder(line)
            .redirectInput(list.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    final byte[] output = process.getInputStream().readAllBytes();
    try {
      final int status = process.waitFor();
      if (status != 0) {
        throw new IOException("command failed: status=" + status + ", command=" + line);
      }
    } catch (final InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: command=" + line, e);
    }
    return JSON.readTree(output);
  }

  private static Path list(final FileTable files) throws IOException {
    final Path list = Files.createTempFile("uring-ceiling", ".list");
    list.toFile().deleteOnExit();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(list))) {
      for (int file = 0; file < files.size(); file++) {
        out.write((files.length(file) + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(files.pathBytes(file));
        out.write(0);
      }
    }
    return list;
  }
}
