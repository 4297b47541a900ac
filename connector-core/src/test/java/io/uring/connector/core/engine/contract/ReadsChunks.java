package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.DirectIo;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.Scans.Row;
import io.uring.connector.core.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file in rows of chunks is the file, whatever the chunks' size. */
interface ReadsChunks extends EngineUnderTest {
  @Test
  default void shouldReadChunksOfEverySize(@TempDir Path folder) throws Exception {
    int[] sizes = {0, 1, 4096, 4097, 3 * (1 << 20) + 11, 100_000};
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      files.add(TestFiles.write(folder.resolve("file" + i), i, sizes[i]));
    }
    RequestList requests = TestFiles.whole(files);
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 6; round++) {
      // Below the largest file, so that there are chunks.
      int chunkSize = 1 << random.nextInt(9, 21);
      chunkSize += random.nextInt(chunkSize);
      ReadOptions options =
          options()
              .chunkSize(chunkSize)
              .batchBytes(1 << 16 << random.nextInt(6))
              .directIo(random.nextInt(3) == 0 ? DirectIo.ALWAYS : DirectIo.AUTO)
              .build();
      RequestList chunks = requests.chunks(chunkSize);
      assertThat(chunks.size()).isGreaterThan(sizes.length);
      try {
        Scans.assertRows(
            Scans.rows(scan(requests).options(options)),
            chunks,
            i -> TestFiles.content(i, sizes[i]));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", chunkSize " + chunkSize, e);
      }
    }
  }

  @Test
  default void shouldReadChunksOfOneByte(@TempDir Path folder) throws Exception {
    RequestList requests = TestFiles.whole(TestFiles.write(folder.resolve("file"), 3, 300));
    Scans.assertRows(
        Scans.rows(scan(requests).options(options().chunkSize(1).build())),
        requests.chunks(1),
        i -> TestFiles.content(3, 300));
  }

  @Test
  default void shouldReadChunksBehindTwoGibibytes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("sparse");
    long length = (5L << 30) + 77;
    byte[] mark = TestFiles.content(9, 1000);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
      sparse.seek(length - mark.length);
      sparse.write(mark);
    }
    RequestList chunks = TestFiles.whole(file).chunks(1 << 20);
    assertThat(chunks.size()).isEqualTo(5121);
    FileScan scan = scan(chunks.slice(5119, 5121)).options(options().chunkSize(1 << 20).build());

    List<Row> rows = Scans.rows(scan);

    assertThat(rows).extracting(row -> row.content().length).containsExactly(1 << 20, 77);
    byte[] before = rows.get(0).content();
    assertThat(Arrays.copyOfRange(before, before.length - 923, before.length))
        .isEqualTo(Arrays.copyOf(mark, 923));
    assertThat(rows.get(1).content()).isEqualTo(Arrays.copyOfRange(mark, 923, 1000));
  }

  @Test
  default void shouldSayWhichChunkFailed(@TempDir Path folder) throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 1000);
    TestFiles.age(file);
    RequestList chunks = TestFiles.whole(file).chunks(300);
    Files.write(file, new byte[1000]);
    assertThat(Scans.failure(scan(chunks.slice(1, 2)).options(options().chunkSize(300).build())))
        .hasMessage(
            "read failed: errno=ESTALE(116), file="
                + file
                + ", offset=300, length=300: the file changed after it was listed: it was"
                + " rewritten or replaced");
  }
}
