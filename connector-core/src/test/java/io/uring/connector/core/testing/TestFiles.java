package io.uring.connector.core.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Files with known content, and the requests for them. Names go by bytes, whatever the locale. */
public final class TestFiles {
  private TestFiles() {}

  /** Bytes that depend on the seed alone; a shorter content is the beginning of a longer one. */
  public static byte[] content(long seed, int length) {
    byte[] bytes = new byte[(length + 7) & ~7];
    new SplittableRandom(seed).nextBytes(bytes);
    return Arrays.copyOf(bytes, length);
  }

  /** A path below a folder whose name need not be text. */
  public static Path child(Path folder, byte[] name) {
    byte[] parent = RawPath.bytes(folder);
    byte[] path = Arrays.copyOf(parent, parent.length + 1 + name.length);
    path[parent.length] = '/';
    System.arraycopy(name, 0, path, parent.length + 1, name.length);
    return RawPath.of(path);
  }

  /** A path below a folder, its name kept as UTF-8. */
  public static Path child(Path folder, String name) {
    return child(folder, name.getBytes(UTF_8));
  }

  /** Writes a file with the content of a seed. */
  public static Path write(Path file, long seed, int length) {
    try {
      return Files.write(file, content(seed, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files {@code 000000}, {@code 000001} and so on, each with the content of its number. */
  public static List<Path> writeMany(Path folder, int count, int length) {
    List<Path> files = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      files.add(write(folder.resolve(String.format("%06d", i)), i, length));
    }
    return files;
  }

  /** Makes a file as old as it need be for every change to show in its time. */
  public static void age(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(1_500_000_000_123_456_789L, TimeUnit.NANOSECONDS));
  }

  /** Sets a file's time, which the JDK cannot for parts of a second before 1970. */
  public static void touch(Path file, String time) throws IOException, InterruptedException {
    Process touch = new ProcessBuilder("touch", "-d", time, file.toString()).start();
    if (touch.waitFor() != 0) {
      throw new IOException("touch failed: " + file);
    }
  }

  /** Makes a folder, and the files in it, so old that they count as settled. */
  public static void settle(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        age(file);
      }
    }
    age(folder);
  }

  /** Requests for what a listing finds in a folder: unlike {@link #whole}, it knows its time. */
  public static RequestList listed(Path folder) throws IOException {
    return FileLister.list(List.of(folder.toString()), ListOptions.builder().build()).requests();
  }

  /** What a listing would say of these files now. */
  public static FileTable table(List<Path> files) throws IOException {
    FileTable.Builder builder = FileTable.builder();
    for (Path file : files) {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      long modified = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      builder.addPath(RawPath.bytes(file), now.isOther() ? 0 : now.size(), modified, now.isOther());
    }
    return builder.build();
  }

  /** Requests for files as a whole. */
  public static RequestList whole(List<Path> files) throws IOException {
    return RequestList.wholeFiles(table(files));
  }

  /** Requests for files as a whole. */
  public static RequestList whole(Path... files) throws IOException {
    return whole(List.of(files));
  }

  /** A request for a file that nobody has looked at. */
  public static RequestList unseen(byte[] path, long length) {
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(path, length, 0, false);
    return RequestList.wholeFiles(builder.build());
  }
}
