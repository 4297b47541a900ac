package io.uring.connector.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The files of a folder seen through a mounted file system that delays, shortens, fails and holds
 * reads on demand. {@code faultyfs.py} is the file system, and says what it can.
 */
final class FaultyFiles implements AutoCloseable {
  private final Path folder;
  private final Path mount;
  private final Process server;
  private final Writer commands;
  private final BufferedReader answers;

  private FaultyFiles(final Path folder, final Path mount, final Process server) {
    this.folder = folder;
    this.mount = mount;
    this.server = server;
    commands = new OutputStreamWriter(server.getOutputStream(), StandardCharsets.UTF_8);
    answers = server.inputReader(StandardCharsets.UTF_8);
  }

  /** Mounts in a folder of the test's own; skips the test where that cannot be. */
  static FaultyFiles mountIn(final Path temporary) throws IOException {
    final Path folder = Files.createDirectories(temporary.resolve("real"));
    final Path mount = Files.createDirectories(temporary.resolve("faulty"));
    final Path program = temporary.resolve("faultyfs.py");
    try (InputStream text = FaultyFiles.class.getResourceAsStream("faultyfs.py")) {
      Files.copy(text, program);
    }
    final Process server;
    try {
      server =
          new ProcessBuilder("python3", program.toString(), folder.toString(), mount.toString())
              .redirectErrorStream(true)
              .start();
    } catch (final IOException e) {
      throw Requirement.missing("a FUSE file system needs python3: " + e);
    }
    final FaultyFiles files = new FaultyFiles(folder, mount, server);
    final String said = files.answers.lines().findFirst().orElse("nothing");
    if (!said.equals("mounted")) {
      server.destroyForcibly();
      throw Requirement.missing(
          "a FUSE file system needs /dev/fuse and the right to mount: " + said);
    }
    return files;
  }

  /** A file that has, as it is read from now on, these faults and no others. */
  FaultyFiles with(final String name, final Map<String, Object> faults) throws IOException {
    final String more =
        faults.entrySet().stream()
            .map(fault -> ", \"" + fault.getKey() + "\": " + fault.getValue())
            .collect(Collectors.joining());
    command("{\"set\": \"" + name + "\"" + more + "}");
    return this;
  }

  /** Makes a file with random bytes. */
  FaultyFiles with(final String name, final int length) throws IOException {
    new ContentTree(folder).with(name, length);
    return this;
  }

  /** Takes a file that there is. */
  void add(final String name, final Path existing) throws IOException {
    Files.createLink(folder.resolve(name), existing);
  }

  /** The file as programs see it. */
  Path file(final String name) {
    return mount.resolve(name);
  }

  /** What the file really holds. */
  byte[] content(final String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /** How many reads are held back. */
  int waiting() throws IOException {
    return command("{\"count\": true}");
  }

  /** Answers the reads that are held back, with the right bytes, and holds back no others. */
  void release() throws IOException {
    command("{\"release\": true}");
  }

  /** Lets go of all reads and unmounts. */
  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!server.waitFor(30, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (final InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int command(final String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
    final String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the file system has ended");
    }
    return Integer.parseInt(answer);
  }
}
