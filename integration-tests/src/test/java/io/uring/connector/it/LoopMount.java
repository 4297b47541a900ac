package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An ext4 on a loop device, read-only, none of its content in the page cache. */
final class LoopMount implements AutoCloseable {
  private static final long SIZE = 64L << 20;

  private final Path image;
  private final Path mount;

  private LoopMount(final Path image, final Path mount) {
    this.image = image;
    this.mount = mount;
  }

  /** Makes an image of 64 MiB with the files of a folder. */
  static void make(final Path image, final Path files) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    run("mkfs.ext4", "-q", "-F", "-d", files.toString(), image.toString());
  }

  /** Mounts an image; skips the test where that cannot be. */
  static LoopMount mount(final Path image, final Path mount) throws IOException {
    Files.createDirectories(mount);
    run("mount", "-t", "ext4", "-o", "loop,ro,noload", image.toString(), mount.toString());
    return new LoopMount(image, mount);
  }

  /** The device ends here from now on: what lies behind cannot be read. */
  void cut(final long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  Path file(final String name) {
    return mount.resolve(name);
  }

  /** Unmounts, which takes until the last file is closed: an idle ring closes its files soon. */
  @Override
  public void close() throws IOException {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertThat(said("umount", mount.toString())).as("what umount says").isEmpty());
  }

  /** Unmounts at once; the device goes when the last file is closed. */
  void detach() throws IOException {
    run("umount", "-l", mount.toString());
  }

  private static void run(final String... command) throws IOException {
    final String said = said(command);
    if (!said.isEmpty()) {
      throw Requirement.missing(
          "a mounted image needs " + String.join(" ", command) + " to work: " + said);
    }
  }

  /** What a program says against doing what it is told; nothing where it does it. */
  private static String said(final String... command) throws IOException {
    try {
      final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      final String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : process.exitValue() + " " + said;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (final IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
