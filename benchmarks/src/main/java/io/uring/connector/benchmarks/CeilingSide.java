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

  private static final String SMALL = Integer.toString(1 << 20);
  private static final String LARGE = Integer.toString(4 << 20);

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

  /**
   * Reads on rings, each with slabs that stay in the processor's cache or with larger ones, and
   * with opens before the ring; none, with a word why, where the program could not be built.
   */
  static List<Side> rings(final DataSet data, final int rings) throws IOException {
    final String count = Integer.toString(rings);
    return isBuilt()
        ? List.of(
            new CeilingSide("C ring 4m", data, List.of("--threads", count, "--slab", LARGE)),
            new CeilingSide("C ring 1m", data, List.of("--threads", count, "--slab", SMALL)),
            new CeilingSide("C ring, open(2)", data, List.of("--threads", count, "--sync-open")))
        : List.of();
  }

  /** Reads without a ring; none, with a word why, where the program could not be built. */
  static List<Side> preads(final DataSet data, final int threads) throws IOException {
    final String count = Integer.toString(threads);
    return isBuilt()
        ? List.of(
            new CeilingSide(
                "C pread 4m", data, List.of("--pread", "--threads", count, "--slab", LARGE)),
            new CeilingSide(
                "C pread 1m", data, List.of("--pread", "--threads", count, "--slab", SMALL)))
        : List.of();
  }

  private static boolean isBuilt() {
    final boolean built = !System.getProperty(PROGRAM_PROPERTY, "").isEmpty();
    if (!built) {
      System.err.println("no ceiling: ceiling.c takes gcc and liburing's headers (liburing-dev)");
    }
    return built;
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
    return JSON.readTree(Child.output(line, list.toFile()));
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
