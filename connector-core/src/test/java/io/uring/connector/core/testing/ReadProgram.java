package io.uring.connector.core.testing;

import io.uring.connector.core.RawPath;
import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program for a JVM of its own. Arguments: a file or a folder of files, then options as {@code
 * key=value}. It prints {@code engine=}, {@code fallback=}, {@code digest=} of all bytes in the
 * order of names, {@code directRefused=} and {@code dropRefused=}, or {@code failure=}.
 */
public final class ReadProgram {
  private ReadProgram() {}

  /** Reads. */
  public static void main(String[] arguments) throws Exception {
    try {
      String[] pairs = Arrays.copyOfRange(arguments, 1, arguments.length);
      read(Path.of(arguments[0]), options(pairs));
    } catch (Exception e) {
      System.out.println("failure=" + e.getMessage());
    }
  }

  /** Options from pairs {@code key=value}. */
  public static ReadOptions options(String... pairs) {
    Map<ReadOption, String> options = new EnumMap<>(ReadOption.class);
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      ReadOption.all().stream()
          .filter(option -> option.key().equals(parts[0]))
          .forEach(option -> options.put(option, parts[1]));
    }
    return ReadOptions.parse(options::get).build();
  }

  /** All files at or below a path, by name. */
  public static List<Path> files(Path root) throws Exception {
    if (!Files.isDirectory(root)) {
      return List.of(root);
    }
    try (Stream<Path> found = Files.list(root)) {
      return found.sorted().toList();
    }
  }

  /** Whoever listed may have seen what this user may not even look at. */
  private static RequestList requests(Path root) throws Exception {
    try {
      return TestFiles.whole(files(root));
    } catch (AccessDeniedException e) {
      return TestFiles.unseen(RawPath.bytes(root), 10);
    }
  }

  private static void read(Path root, ReadOptions options) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (BatchReader reader = FileScan.of(requests(root)).options(options).open()) {
      System.out.println("engine=" + reader.engine());
      System.out.println("fallback=" + reader.fallbackReason());
      for (FileBatch batch = reader.next(); batch != null; batch = reader.next()) {
        for (int row = 0; row < batch.rows(); row++) {
          digest.update(batch.content(row));
        }
        batch.close();
      }
      ReadCounters counters = reader.counters();
      System.out.println("directRefused=" + counters.sum(Counter.DIRECT_REFUSED));
      System.out.println("dropRefused=" + counters.sum(Counter.DROP_REFUSED));
    }
    System.out.println("digest=" + HexFormat.of().formatHex(digest.digest()));
  }
}
