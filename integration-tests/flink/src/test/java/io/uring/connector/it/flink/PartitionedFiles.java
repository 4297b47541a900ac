package io.uring.connector.it.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Files in folders {@code k=…/name=…}: k is 0, 1, 2 or NULL, name is "v 0" or "v 1".
 *
 * @param folder of all of them
 * @param content by path, as tables have it
 */
record PartitionedFiles(Path folder, Map<String, byte[]> content) {
  /** File 0 is of this time, each further one is an hour younger. */
  static final Instant TIME = Instant.parse("2024-02-03T04:05:06.789Z");

  static final int COUNT = 60;

  /** Names that patterns could stumble over. */
  private static final List<String> ODD = List.of("50%_b", "a\nb", "\u00fc\ud83d\ude00", "it's");

  static PartitionedFiles write(final Path folder) throws IOException {
    final Random random = new Random(7);
    final Map<String, byte[]> content = new TreeMap<>();
    for (int i = 0; i < COUNT; i++) {
      final String k = i % 4 == 3 ? "__HIVE_DEFAULT_PARTITION__" : "" + i % 4;
      final Path parent = folder.resolve("k=" + k).resolve("name=v%20" + i / 4 % 2);
      final Path file =
          Files.createDirectories(parent).resolve(i < ODD.size() ? ODD.get(i) : "f" + i + ".bin");
      final byte[] bytes = new byte[i == 5 ? 0 : random.nextInt(i == 6 ? 900_000 : 5000)];
      random.nextBytes(bytes);
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.from(TIME.plus(i, ChronoUnit.HOURS)));
      content.put("file:" + file, bytes);
    }
    return new PartitionedFiles(folder, content);
  }

  /** The option that names the folder. */
  String path() {
    return "'path'='" + folder + "'";
  }

  List<String> paths(final Predicate<String> wanted) {
    return content.keySet().stream().filter(wanted).sorted().toList();
  }

  static Path file(final String path) {
    return Path.of(path.substring("file:".length()));
  }
}
