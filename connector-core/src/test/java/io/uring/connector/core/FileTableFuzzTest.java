package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.Randomly;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tables of names of any bytes against plain lists of the same files. */
class FileTableFuzzTest {
  private static final int RUNS = 500;

  /** A file; names are bytes as ISO 8859-1. */
  private record Row(
      String folder,
      long folderNanos,
      String name,
      long length,
      long modifiedNanos,
      boolean special,
      boolean settled) {
    Row withFolderNanos(long nanos) {
      return new Row(folder, nanos, name, length, modifiedNanos, special, settled);
    }
  }

  /** The same twice. */
  private record Both(FileTable table, List<Row> rows) {}

  @Test
  void shouldHoldWhatAListHolds() {
    Randomly.run(
        RUNS,
        random -> {
          List<Both> all = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            all.add(built(random));
          }
          for (int step = 0; step < 8; step++) {
            Both next = changed(random, all);
            check(next);
            all.add(next);
          }
        });
  }

  private static Both built(SplittableRandom random) {
    FileTable.Builder builder = FileTable.builder();
    List<Row> rows = new ArrayList<>();
    Map<String, Long> nanos = new HashMap<>();
    for (int left = random.nextInt(60); left > 0; left--) {
      String folder = random.nextInt(9) == 0 ? "" : "/" + name(random, 2);
      long time = random.nextInt(20) == 0 ? FileTable.UNKNOWN : folder.length();
      Row row =
          new Row(
              folder,
              time,
              name(random, 40),
              random.nextLong(1L << 50),
              random.nextLong(),
              random.nextInt(5) == 0,
              random.nextBoolean());
      if (random.nextInt(4) == 0) {
        row =
            new Row(
                folder,
                FileTable.UNKNOWN,
                row.name,
                row.length,
                row.modifiedNanos,
                row.special,
                false);
        byte[] path = (folder + "/" + row.name).getBytes(ISO_8859_1);
        builder.addPath(path, row.length, row.modifiedNanos, row.special);
      } else {
        builder.add(
            builder.addDirectory(folder.getBytes(ISO_8859_1), time),
            row.name.getBytes(ISO_8859_1),
            row.length,
            row.modifiedNanos,
            row.special,
            row.settled);
      }
      rows.add(row);
      nanos.merge(folder, row.folderNanos, (a, b) -> a.equals(b) ? a : (Long) FileTable.UNKNOWN);
    }
    rows.replaceAll(row -> row.withFolderNanos(nanos.get(row.folder)));
    Both both = new Both(builder.build(), rows);
    check(both);
    return both;
  }

  private static Both changed(SplittableRandom random, List<Both> all) throws Exception {
    Both one = all.get(random.nextInt(all.size()));
    int size = one.rows.size();
    switch (random.nextInt(4)) {
      case 0 -> {
        int from = random.nextInt(size + 1);
        int to = from + random.nextInt(size - from + 1);
        return new Both(one.table.slice(from, to), one.rows.subList(from, to));
      }
      case 1 -> {
        int[] files =
            IntStream.range(0, size == 0 ? 0 : random.nextInt(20))
                .map(i -> random.nextInt(size))
                .toArray();
        return new Both(
            one.table.select(files), IntStream.of(files).mapToObj(one.rows::get).toList());
      }
      case 2 -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(one.table);
        }
        try (ObjectInputStream in =
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
          return new Both((FileTable) in.readObject(), one.rows);
        }
      }
      default -> {
        return joined(one, all.get(random.nextInt(all.size())));
      }
    }
  }

  private static Both joined(Both one, Both other) {
    FileTable table = FileTable.concat(List.of(one.table, other.table));
    List<Row> rows = new ArrayList<>(one.rows);
    rows.addAll(other.rows);
    Map<String, Long> nanos = new HashMap<>();
    for (int file = 0; file < rows.size(); file++) {
      Row row = rows.get(file);
      nanos.merge(
          row.folder, row.folderNanos, (a, b) -> a.equals(b) ? a : (Long) FileTable.UNKNOWN);
      // A slice may have brought a folder with it that none of its files is in.
      if (table.directoryModifiedNanos(table.directory(file)) == FileTable.UNKNOWN) {
        nanos.put(row.folder, FileTable.UNKNOWN);
      }
    }
    rows.replaceAll(row -> row.withFolderNanos(nanos.get(row.folder)));
    return new Both(table, rows);
  }

  private static void check(Both both) {
    FileTable table = both.table;
    assertThat(table.size()).isEqualTo(both.rows.size());
    assertThat(table.totalLength()).isEqualTo(both.rows.stream().mapToLong(Row::length).sum());
    for (int file = 0; file < table.size(); file++) {
      Row row = both.rows.get(file);
      byte[] path = (row.folder + "/" + row.name).getBytes(ISO_8859_1);
      int folder = table.directory(file);
      assertThat(row)
          .isEqualTo(
              new Row(
                  new String(table.directoryBytes(folder), ISO_8859_1),
                  table.directoryModifiedNanos(folder),
                  row.name,
                  table.length(file),
                  table.modifiedNanos(file),
                  table.isSpecial(file),
                  table.isSettled(file)));
      assertThat(table.pathBytes(file)).isEqualTo(path);
      assertThat(table.path(file)).isEqualTo(new String(path, UTF_8));
      assertThat(table.name(file)).isEqualTo(new String(row.name.getBytes(ISO_8859_1), UTF_8));
      assertThat(table.pathLength(file)).isEqualTo(path.length);
      assertThat(table.nameLength(file)).isEqualTo(row.name.length());
      assertThat(table.directoryLength(folder)).isEqualTo(row.folder.length());
      ByteBuffer put = ByteBuffer.allocate(path.length + row.name.length());
      table.putPath(file, put);
      table.putName(file, put);
      assertThat(new String(put.array(), ISO_8859_1))
          .isEqualTo(row.folder + "/" + row.name + row.name);
      assertThat(put.hasRemaining()).isFalse();
    }
  }

  /** Any bytes that Linux takes for a name, as ISO 8859-1. */
  private static String name(SplittableRandom random, int longest) {
    StringBuilder name = new StringBuilder();
    for (int left = 1 + random.nextInt(longest); left > 0; left--) {
      char each = (char) (longest < 3 ? 'a' + random.nextInt(3) : 1 + random.nextInt(255));
      name.append(each == '/' ? '%' : each);
    }
    return name.toString();
  }
}
