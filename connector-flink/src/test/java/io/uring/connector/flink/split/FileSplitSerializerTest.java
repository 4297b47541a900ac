package io.uring.connector.flink.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileSplitSerializerTest {
  private final FileSplitSerializer serializer = FileSplitSerializer.INSTANCE;

  @Test
  void shouldReadWhatItWrote() throws IOException {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      final FileTable files = RandomRequests.files(random, 1 + random.nextInt(40));
      final RequestList requests =
          random.nextBoolean()
              ? RequestList.wholeFiles(files)
              : RandomRequests.ranges(random, files, random.nextInt(40));
      final FileSplit split = new FileSplit("split-" + i, requests);
      final FileSplit read = written(split);
      assertThat(read.splitId()).isEqualTo("split-" + i);
      assertThat(read).as("seed=" + seed).isEqualTo(split).hasSameHashCodeAs(split);
      assertThat(read.requests().isWholeFiles()).isEqualTo(requests.isWholeFiles());
      assertThat(RandomRequests.told(read.requests()))
          .as("seed=" + seed)
          .isEqualTo(RandomRequests.told(requests));
    }
  }

  @Test
  void shouldWriteAnEmptyList() throws IOException {
    final FileSplit split = new FileSplit("0", RequestList.wholeFiles(FileTable.builder().build()));
    assertThat(written(split).requests().size()).isZero();
  }

  /** A part of a large table takes only its own files and folders along. */
  @Test
  void shouldWriteSmallPartsSmall() throws IOException {
    final RequestList all = usual(10_000);
    final FileSplit part = new FileSplit("0", all.slice(5000, 5010));
    assertThat(serializer.serialize(part).length).isLessThan(500);
    assertThat(RandomRequests.told(written(part).requests()))
        .isEqualTo(RandomRequests.told(all).subList(5000, 5010));
  }

  @Test
  void shouldWriteAUsualFileInFewBytes() {
    final int files = 10_000;
    final byte[] bytes = serializer.serialize(new FileSplit("0", usual(files)));
    assertThat(bytes.length / files).isLessThanOrEqualTo(30);
  }

  @Test
  void shouldWriteOnce() {
    final FileSplit split = new FileSplit("0", usual(10));
    assertThat(serializer.serialize(split)).isSameAs(serializer.serialize(split));
  }

  @Test
  void shouldReadVersionOne() throws IOException {
    final byte[] golden;
    try (InputStream in = getClass().getResourceAsStream("split-v1.bin")) {
      golden = in.readAllBytes();
    }
    final FileSplit split = serializer.deserialize(1, golden);
    assertThat(split).hasToString("FileSplit[id=of version 1, files=3]");
    assertThat(RandomRequests.told(split.requests()))
        .containsExactly(
            "/data/year=2026/img-0001.jpg folder=1700000000000000001 size=123456"
                + " modified=1700000000000000000 settled at=4096+1000",
            "/data/year=2026/img-0002\u00ff.jpg folder=1700000000000000001 size=5000000000"
                + " modified=1600000000123456789 at=4999999999+1",
            "/data/pipe folder=-9223372036854775808 size=0 modified=-1 special at=0+0");
    assertThat(split.host()).isEmpty();
  }

  /** Version 2 has a host behind the name, and is the same from there on. */
  @Test
  void shouldWriteVersionTwo() throws IOException {
    final byte[] first;
    try (InputStream in = getClass().getResourceAsStream("split-v1.bin")) {
      first = in.readAllBytes();
    }
    final FileSplit split = serializer.deserialize(1, first);
    final FileSplit pinned = new FileSplit(split.splitId(), "h1", split.requests());
    final int name = 2 + split.splitId().length();
    final ByteBuffer second = ByteBuffer.allocate(first.length + 4);
    second.put(first, 0, name).putShort((short) 2).put(bytes("h1"));
    second.put(first, name, first.length - name);
    assertThat(serializer.serialize(pinned)).isEqualTo(second.array());
    assertThat(written(pinned).host()).isEqualTo("h1");
    assertThat(written(pinned).from(1, 0, 0).host()).isEqualTo("h1");
  }

  @Test
  void shouldRefuseANewerVersion() {
    assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "split version=3 is newer than this uring connector, which reads up to 2: restore with"
                + " the one that wrote it, or a newer one");
  }

  @Test
  void shouldRefuseBytesThatWereCut() {
    final byte[] whole = serializer.serialize(new FileSplit("0", usual(3)));
    for (int length = 0; length < whole.length; length++) {
      final byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> serializer.deserialize(2, cut)).isInstanceOf(IOException.class);
    }
  }

  /** The split of {@code split-v1.bin}. */
  static FileSplit golden() {
    final FileTable.Builder table = FileTable.builder();
    final int year = table.addDirectory(bytes("/data/year=2026"), 1_700_000_000_000_000_001L);
    final int data = table.addDirectory(bytes("/data"), FileTable.UNKNOWN);
    table.add(year, bytes("img-0001.jpg"), 123_456, 1_700_000_000_000_000_000L, false, true);
    table.add(
        year,
        bytes("img-0002\u00ff.jpg"),
        5_000_000_000L,
        1_600_000_000_123_456_789L,
        false,
        false);
    table.add(data, bytes("pipe"), 0, -1, true, false);
    return new FileSplit(
        "of version 1",
        RequestList.ranges(
            table.build(),
            new int[] {0, 1, 2},
            new long[] {4096, 4_999_999_999L, 0},
            new long[] {1000, 1, 0}));
  }

  @Test
  void shouldKeepWhatVersionOneHas() throws IOException {
    assertThat(RandomRequests.told(golden().requests()))
        .isEqualTo(RandomRequests.told(written(golden()).requests()));
  }

  private FileSplit written(final FileSplit split) throws IOException {
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
  }

  private static RequestList usual(final int count) {
    final FileTable.Builder table = FileTable.builder();
    final Random random = new Random(1);
    for (int folder = 0; folder < 10; folder++) {
      final int number = table.addDirectory(bytes("/data/images/n0144076" + folder), 1L << 60);
      for (int i = 0; i < count / 10; i++) {
        table.add(
            number,
            bytes(String.format("n0144076%d_%06d.JPEG", folder, i * 7)),
            50_000 + random.nextInt(200_000),
            1_700_000_000_000_000_000L + random.nextInt(2_000_000_000) * 1000L,
            false,
            true);
      }
    }
    return RequestList.wholeFiles(table.build());
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
