package io.uring.connector.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file whose reads hang in the kernel until they are released. */
final class HungFile implements AutoCloseable {
  /** What does not answer. */
  enum Place {
    /** A file system of a program. */
    FUSE,
    /** The disk below an ext4: a loop device whose image is on a file system of a program. */
    DISK
  }

  private final FaultyFiles files;
  private final LoopMount disk;
  private final Path path;

  private HungFile(final FaultyFiles files, final LoopMount disk, final Path path) {
    this.files = files;
    this.disk = disk;
    this.path = path;
  }

  /** Makes the file and mounts; skips the test where that cannot be. */
  static HungFile in(final Path temporary, final Place place, final int length) throws IOException {
    final ContentTree tree = new ContentTree(temporary.resolve("content")).with("file", length);
    final Path real = tree.file("file");
    final FaultyFiles files = FaultyFiles.mountIn(temporary);
    try {
      if (place == Place.FUSE) {
        files.add("file", real);
        files.with("file", Map.of("hang", true));
        return new HungFile(files, null, files.file("file"));
      }
      final Path image = temporary.resolve("image");
      LoopMount.make(image, tree.file(""));
      files.add("image", image);
      final LoopMount disk = LoopMount.mount(files.file("image"), temporary.resolve("disk"));
      // Whoever looks at the file brings what is needed to open it into memory.
      Files.size(disk.file("file"));
      files.with("image", Map.of("hang", true));
      return new HungFile(files, disk, disk.file("file"));
    } catch (final IOException | RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** Whether a read is being held. */
  boolean isHung() throws IOException {
    return files.waiting() > 0;
  }

  /** Lets the reads end, with the right bytes. */
  void release() throws IOException {
    files.release();
  }

  @Override
  public void close() throws IOException {
    files.release();
    if (disk != null) {
      // A ring in quarantine keeps its files open until the JVM ends.
      disk.detach();
    }
    files.close();
  }
}
