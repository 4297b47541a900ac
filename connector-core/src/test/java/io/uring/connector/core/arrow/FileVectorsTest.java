package io.uring.connector.core.arrow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.memory.SlabPool;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns over a slab: what they say, how long they live, and what they are counted as. */
class FileVectorsTest {
  private static final ReadOptions OPTIONS = ReadOptions.builder().batchBytes(1 << 20).build();

  private final RootAllocator allocator = new RootAllocator();
  private final long heldBefore = SlabPool.jvm().heldBytes();

  @TempDir Path folder;

  @AfterEach
  void nothingIsHeld() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> SlabPool.jvm().heldBytes() <= heldBefore);
  }

  @Test
  void shouldHoldTheBytesOfAPartOfTheBatch() throws Exception {
    FileBatch batch = batch(RequestList.wholeFiles(TestFiles.table(files(20))));
    FileBatch part = batch.slice(5, 12);
    batch.close();
    assertThat(part.rows()).isEqualTo(7);
    assertThat(part.contentBytes()).isEqualTo(7 * 1000);
    try (VarBinaryVector content = FileVectors.content("content", part, allocator)) {
      part.close();
      assertThat(content.getValueCount()).isEqualTo(7);
      assertThat(content.getDataBuffer().writerIndex()).isEqualTo(7 * 1000);
      for (int i = 0; i < 7; i++) {
        assertThat(content.get(i)).isEqualTo(TestFiles.content(5 + i, 1000));
      }
    }
  }

  @Test
  void shouldHoldTheBytesOfEachFile() throws Exception {
    try (FileBatch batch = batch(RequestList.wholeFiles(TestFiles.table(files(20))));
        VarBinaryVector content = FileVectors.content("content", batch, allocator)) {
      assertThat(content.getValueCount()).isEqualTo(20);
      assertThat(content.getNullCount()).isZero();
      assertThat(content.getName()).isEqualTo("content");
      for (int i = 0; i < 20; i++) {
        assertThat(content.get(i)).isEqualTo(TestFiles.content(i, 1000));
      }
    }
  }

  @Test
  void shouldOutliveTheBatch() throws Exception {
    FileBatch batch = batch(TestFiles.whole(files(20)));
    VarBinaryVector one = FileVectors.content("one", batch, allocator);
    VarBinaryVector two = FileVectors.content("two", batch, allocator);
    batch.close();
    batch.close();
    assertThatThrownBy(() -> FileVectors.content("late", batch, allocator))
        .isInstanceOf(IllegalStateException.class);
    one.close();
    one.close();
    // Others use the memory that is free meanwhile.
    assertThat(Scans.rows(FileScan.of(TestFiles.whole(files(30))).options(OPTIONS))).hasSize(30);
    for (int i = 0; i < 20; i++) {
      assertThat(two.get(i)).isEqualTo(TestFiles.content(i, 1000));
    }
    assertThat(SlabPool.jvm().heldBytes() - heldBefore).isEqualTo(1 << 20);
    two.close();
  }

  @Test
  void shouldAccountForTheSlab() throws Exception {
    try (FileBatch batch = batch(TestFiles.whole(files(3)))) {
      try (VarBinaryVector content = FileVectors.content("content", batch, allocator)) {
        assertThat(allocator.getAllocatedMemory()).isGreaterThanOrEqualTo(1 << 20);
        assertThat(content.getDataBuffer().capacity()).isEqualTo(1 << 20);
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void shouldLeaveNothingBehindWhereTheAllocatorRefuses() throws Exception {
    try (FileBatch batch = batch(TestFiles.whole(files(3)));
        BufferAllocator tight = allocator.newChildAllocator("tight", 0, 1 << 16)) {
      assertThatThrownBy(() -> FileVectors.content("content", batch, tight))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(tight.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void shouldLeaveNothingBehindWhereTheOffsetsAreRefused() throws Exception {
    try (FileBatch batch = batch(TestFiles.whole(files(3)));
        BufferAllocator tight = allocator.newChildAllocator("tight", 0, 1 << 20)) {
      assertThatThrownBy(() -> FileVectors.content("content", batch, tight))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(tight.getAllocatedMemory()).isZero();
    }
  }

  @Test
  void shouldHaveNoGapsWhereRowsAreLeftOut() throws Exception {
    List<Path> files = files(5);
    RequestList requests = TestFiles.whole(files);
    Files.delete(files.get(0));
    Files.delete(files.get(3));
    ReadOptions options = ReadOptions.builder().skip(Kind.MISSING).build();
    try (BatchReader reader = FileScan.of(requests).options(options).open();
        FileBatch batch = reader.next();
        VarBinaryVector content = FileVectors.content("content", batch, allocator)) {
      assertThat(content.getValueCount()).isEqualTo(3);
      assertThat(content.get(0)).isEqualTo(TestFiles.content(1, 1000));
      assertThat(content.get(1)).isEqualTo(TestFiles.content(2, 1000));
      assertThat(content.get(2)).isEqualTo(TestFiles.content(4, 1000));
    }
  }

  @Test
  void shouldNamePathsAsText() throws Exception {
    Path odd = TestFiles.write(TestFiles.child(folder, new byte[] {'a', (byte) 0xFF}), 1, 1);
    Path text = TestFiles.write(TestFiles.child(folder, "ü".repeat(120)), 1, 1);
    try (FileBatch batch = batch(TestFiles.whole(odd, text));
        VarCharVector path = FileVectors.path("path", "file:", batch, allocator)) {
      assertThat(path.get(0)).isEqualTo(("file:" + folder + "/a\uFFFD").getBytes(UTF_8));
      assertThat(path.get(1)).isEqualTo(("file:" + folder + "/" + "ü".repeat(120)).getBytes(UTF_8));
    }
  }

  @Test
  void shouldGiveLengthsAndTimes() throws Exception {
    Path file = TestFiles.write(folder.resolve("file"), 1, 123);
    TestFiles.touch(file, "1969-12-31T23:59:59.1234567Z");
    try (FileBatch batch = batch(TestFiles.whole(file));
        BigIntVector length = FileVectors.length("length", batch, allocator);
        TimeStampMicroTZVector time =
            FileVectors.modificationTime("modificationTime", batch, allocator)) {
      assertThat(length.get(0)).isEqualTo(123);
      assertThat(time.get(0)).isEqualTo(-877_000);
      assertThat(time.getNullCount()).isZero();
    }
  }

  @Test
  void shouldDescribeRowsWhoseContentNobodyWants() throws Exception {
    RequestList requests = TestFiles.whole(files(5));
    try (FileBatch batch = FileBatch.withoutContent(requests, 2, 3);
        BigIntVector length = FileVectors.length("length", batch, allocator)) {
      assertThat(length.getValueCount()).isEqualTo(3);
      assertThat(batch.file(0)).isEqualTo(2);
      assertThat(batch.path(2)).isEqualTo(folder + "/000004");
      assertThatThrownBy(() -> FileVectors.content("content", batch, allocator))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private List<Path> files(int count) {
    return TestFiles.writeMany(folder, count, 1000);
  }

  private static FileBatch batch(RequestList requests) throws Exception {
    try (BatchReader reader = FileScan.of(requests).options(OPTIONS).open()) {
      return reader.next();
    }
  }
}
