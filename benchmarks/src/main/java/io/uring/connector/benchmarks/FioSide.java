package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same reads by fio, timed by its own clock: without its start and end. It reads into a few
 * buffers again and again and keeps nothing; how often it enters the kernel it does not tell.
 */
final class FioSide implements Side {
  /** Where {@code benchmarks/run} has found the program, if it has. */
  private static final String PROGRAM_PROPERTY = "uring.fio";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FioShape shape;
  private final long rows;
  private final long bytes;
  private final Path job;

  /** Reads as many bytes as the other side, which has them in so many rows. */
  FioSide(final DataSet data, final FioShape shape, final long rows, final long bytes)
      throws IOException {
    this.shape = shape;
    this.rows = rows;
    this.bytes = bytes;
    job = Files.createTempFile("uring", ".fio");
    job.toFile().deleteOnExit();
    Files.writeString(job, shape.text(data.files(), bytes / shape.blockBytes()));
  }

  /** Whether the program is there; says so where it is not. */
  static boolean isInstalled() {
    final boolean installed = !program().isEmpty();
    if (!installed) {
      System.err.println("no comparison with fio: it is not installed");
    }
    return installed;
  }

  FioShape shape() {
    return shape;
  }

  @Override
  public String name() {
    return shape.title();
  }

  @Override
  public @Nullable String digest() {
    return null;
  }

  @Override
  public Run run() throws IOException {
    // Where the page cache is empty, the program itself comes from the disk first.
    fio("--version");
    final Stopwatch watch = Stopwatch.start();
    final String output = fio("--output-format=json", job.toString());
    // The kernel adds what a child has fetched from the disk to its parent when it has ended.
    final long diskBytes = watch.stop("", 0, 0).diskBytes();
    double seconds = 0;
    double cpuSeconds = 0;
    long read = 0;
    long reads = 0;
    for (final JsonNode each : JSON.readTree(output.substring(output.indexOf('{'))).get("jobs")) {
      final JsonNode part = each.get("read");
      final double time = part.get("runtime").asDouble() / 1e3;
      seconds = Math.max(seconds, time);
      cpuSeconds += time * (each.get("usr_cpu").asDouble() + each.get("sys_cpu").asDouble()) / 100;
      read += part.get("io_bytes").asLong();
      reads += part.get("total_ios").asLong();
      if (each.get("error").asInt() != 0) {
        throw new IOException("fio failed: error=" + each.get("error") + ", shape=" + shape);
      }
    }
    if (read != bytes) {
      throw new IOException(
          "fio read too little: bytes=" + read + ", expected=" + bytes + ", shape=" + shape);
    }
    return new Run("fio/io_uring", rows, read, seconds, cpuSeconds, diskBytes, reads, 0);
  }

  private static String fio(final String... arguments) throws IOException {
    final List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(List.of(arguments));
    return new String(Child.output(command, new File("/dev/null")), StandardCharsets.UTF_8);
  }

  private static String program() {
    return System.getProperty(PROGRAM_PROPERTY, "");
  }
}
