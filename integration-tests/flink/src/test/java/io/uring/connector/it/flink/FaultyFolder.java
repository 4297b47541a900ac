package io.uring.connector.it.flink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder seen through a mounted file system that holds reads on demand; {@code faultyfs.py} of
 * the other integration tests is the file system.
 */
final class FaultyFolder implements AutoCloseable {
  private final Path mount;
  private final Process server;
  private final Writer commands;
  private final BufferedReader answers;

  private FaultyFolder(final Path mount, final Process server) {
    this.mount = mount;
    this.server = server;
    commands = new OutputStreamWriter(server.getOutputStream(), StandardCharsets.UTF_8);
    answers = new BufferedReader(server.inputReader(StandardCharsets.UTF_8));
  }

  /** Mounts; skips the test where that cannot be. */
  static FaultyFolder of(final Path folder, final Path temporary) throws IOException {
    final Path mount = Files.createDirectories(temporary.resolve("faulty"));
    final Path program = temporary.resolve("faultyfs.py");
    try (InputStream text =
        FaultyFolder.class.getResourceAsStream("/io/uring/connector/it/faultyfs.py")) {
      Files.copy(text, program);
    }
    final Process server;
    try {
      server =
          new ProcessBuilder("python3", program.toString(), folder.toString(), mount.toString())
              .redirectErrorStream(true)
              .start();
    } catch (final IOException e) {
      throw Assumptions.<AssertionError>abort("a FUSE file system needs python3: " + e);
    }
    final FaultyFolder made = new FaultyFolder(mount, server);
    final String said = made.answers.readLine();
    if (!"mounted".equals(said)) {
      server.destroyForcibly();
      Assumptions.abort("a FUSE file system needs /dev/fuse and the right to mount: " + said);
    }
    return made;
  }

  /** The folder as programs see it. */
  Path path() {
    return mount;
  }

  /** Holds the reads of a file from now on. */
  void hang(final String name) throws IOException {
    command("{\"set\": \"" + name + "\", \"hang\": true}");
  }

  /** Has all reads of a file fail with EIO from now on. */
  void fail(final String name) throws IOException {
    command("{\"set\": \"" + name + "\", \"errno\": 5}");
  }

  /** How many reads are held. */
  int waiting() throws IOException {
    return command("{\"count\": true}");
  }

  /** Answers the reads that are held, and holds no others. */
  void release() throws IOException {
    command("{\"release\": true}");
  }

  /** Lets go of all reads and unmounts. */
  @Override
  public void close() throws Exception {
    release();
    commands.close();
    if (!server.waitFor(30, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }

  private synchronized int command(final String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
    return Integer.parseInt(answers.readLine());
  }
}
