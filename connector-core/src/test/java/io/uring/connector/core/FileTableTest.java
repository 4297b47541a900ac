package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTableTest {
  @Test
  void shouldKeepFilesInOrder() {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < 1000; i++) {
      builder.addPath(bytes("/data/d" + i % 3 + "/file" + i), i, -i, i % 7 == 0);
    }
    FileTable table = builder.build();
    assertThat(table.size()).isEqualTo(1000);
    assertThat(table.directories()).isEqualTo(3);
    assertThat(table.totalLength()).isEqualTo(499_500);
    for (int i = 0; i < 1000; i++) {
      assertThat(table.path(i)).isEqualTo("/data/d" + i % 3 + "/file" + i);
      assertThat(table.name(i)).isEqualTo("file" + i);
      assertThat(table.directoryPath(table.directory(i))).isEqualTo("/data/d" + i % 3);
      assertThat(table.pathLength(i)).isEqualTo(table.path(i).length());
      assertThat(table.length(i)).isEqualTo(i);
      assertThat(table.modifiedNanos(i)).isEqualTo(-i);
      assertThat(table.isSpecial(i)).isEqualTo(i % 7 == 0);
    }
  }

  @Test
  void shouldKnowTheRoot() {
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(bytes("/file"), 1, 2, false);
    FileTable table = builder.build();
    assertThat(table.path(0)).isEqualTo("/file");
    assertThat(table.directoryPath(0)).isEqualTo("/");
    assertThat(table.directoryBytes(0)).isEmpty();
  }

  @Test
  void shouldKeepBytesThatAreNoText() {
    byte[] path = {'/', (byte) 0xFF, '/', (byte) 0xC3};
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(path, 1, 2, false);
    FileTable table = builder.build();
    assertThat(table.pathBytes(0)).isEqualTo(path);
    assertThat(table.path(0)).isEqualTo("/\uFFFD/\uFFFD");
  }

  @Test
  void shouldSelectFilesWithOnlyTheirFolders() {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < 100; i++) {
      builder.addPath(bytes("/d" + i / 10 + "/f" + i), i, 10 * i, i == 42);
    }
    FileTable selected = builder.build().select(new int[] {42, 7, 42, 99});
    assertThat(selected.size()).isEqualTo(4);
    assertThat(selected.directories()).isEqualTo(3);
    assertThat(selected.path(0)).isEqualTo("/d4/f42");
    assertThat(selected.isSpecial(2)).isTrue();
    assertThat(selected.path(1)).isEqualTo("/d0/f7");
    assertThat(selected.modifiedNanos(3)).isEqualTo(990);
  }

  @Test
  void shouldKnowTheSameFiles() {
    FileTable table = numbered("/d", 0, 40, 0);
    assertThat(table.sameFiles(table)).isTrue();
    assertThat(table.sameFiles(numbered("/d", 0, 40, 0))).isTrue();
    assertThat(table.slice(10, 30).sameFiles(numbered("/d", 10, 30, 0))).isTrue();
    assertThat(numbered("/d", 10, 30, 0).sameFiles(table.slice(10, 30))).isTrue();
    assertThat(table.slice(10, 30).sameFiles(table.slice(11, 31))).isFalse();
    assertThat(table.sameFiles(numbered("/d", 0, 39, 0))).isFalse();
    assertThat(table.sameFiles(numbered("/e", 0, 40, 0))).isFalse();
    assertThat(table.sameFiles(numbered("/d", 0, 40, 1))).isFalse();
    assertThat(single("/a/b", 1, 2, false).sameFiles(single("/a/b", 1, 2, true))).isFalse();
    assertThat(single("/a/b", 1, 2, false).sameFiles(single("/a/b", 2, 2, false))).isFalse();
    assertThat(single("/a/bc", 1, 2, false).sameFiles(single("/ab/c", 1, 2, false))).isFalse();
  }

  private static FileTable numbered(String root, int from, int to, long modified) {
    FileTable.Builder builder = FileTable.builder();
    for (int i = from; i < to; i++) {
      builder.addPath(bytes(root + i / 7 + "/f" + i), i, modified, i % 5 == 0);
    }
    return builder.build();
  }

  private static FileTable single(String path, long length, long modified, boolean special) {
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(bytes(path), length, modified, special);
    return builder.build();
  }

  @Test
  void shouldKeepWhatHasSettled() {
    FileTable.Builder builder = FileTable.builder();
    int folder = builder.addDirectory(bytes("/d"), 77);
    builder.add(folder, bytes("a"), 1, 2, false, true);
    builder.add(folder, bytes("b"), 1, 2, false, false);
    builder.addPath(bytes("/e/c"), 1, 2, false);
    FileTable table = builder.build().select(new int[] {2, 1, 0});
    assertThat(table.isSettled(0)).isFalse();
    assertThat(table.isSettled(1)).isFalse();
    assertThat(table.isSettled(2)).isTrue();
    assertThat(table.directoryModifiedNanos(0)).isEqualTo(FileTable.UNKNOWN);
    assertThat(table.directoryModifiedNanos(1)).isEqualTo(77);
  }

  @Test
  void shouldForgetTheTimeOfAFolderThatIsAddedWithAnother() {
    FileTable.Builder builder = FileTable.builder();
    int same = builder.addDirectory(bytes("/same"), 77);
    int other = builder.addDirectory(bytes("/other"), 77);
    assertThat(builder.addDirectory(bytes("/same"), 77)).isEqualTo(same);
    assertThat(builder.addDirectory(bytes("/other"), 78)).isEqualTo(other);
    FileTable table = builder.build();
    assertThat(table.directories()).isEqualTo(2);
    assertThat(table.directoryModifiedNanos(same)).isEqualTo(77);
    assertThat(table.directoryModifiedNanos(other)).isEqualTo(FileTable.UNKNOWN);
  }

  @Test
  void shouldWriteFoldersAndNamesApart() {
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(bytes("/a/b/first"), 1, 2, false);
    builder.addPath(bytes("/second"), 1, 2, false);
    FileTable table = builder.build();
    ByteBuffer target = ByteBuffer.allocate(64);
    table.putDirectory(0, target);
    assertThat(target.position()).isEqualTo(table.directoryLength(0)).isEqualTo(4);
    table.putName(0, target);
    table.putDirectory(1, target);
    table.putName(1, target);
    assertThat(table.directoryLength(1)).isZero();
    assertThat(table.nameLength(1)).isEqualTo(6);
    assertThat(new String(target.array(), 0, target.position(), UTF_8))
        .isEqualTo("/a/bfirstsecond");
  }

  @Test
  void shouldSettleAfterTenSeconds() {
    long now = 1_700_000_000_000_000_000L;
    assertThat(FileTable.hasSettled(now - 10_000_000_000L, now)).isTrue();
    assertThat(FileTable.hasSettled(now - 9_999_999_999L, now)).isFalse();
    assertThat(FileTable.hasSettled(now + 1, now)).isFalse();
  }

  @Test
  void shouldSliceWithoutACopy() throws Exception {
    FileTable table = folders(1_000, 10);
    FileTable slice = table.slice(4_321, 6_789);
    assertSame(slice, table, 4_321);
    assertThat(slice.size()).isEqualTo(2_468);
    assertThat(slice.directories()).isEqualTo(247);
    assertThat(slice.directory(0)).isZero();
    assertThat(slice.directoryPath(0)).isEqualTo("/d432");
    assertThat(slice.directoryModifiedNanos(1)).isEqualTo(433);
    FileTable inner = slice.slice(100, 200);
    assertSame(inner, table, 4_421);
    assertSame(inner.select(new int[] {99, 0}).slice(1, 2), table, 4_421);
    assertThat(table.slice(7, 7).size()).isZero();
    assertThatThrownBy(() -> inner.path(100)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> inner.path(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> inner.slice(0, 101)).isInstanceOf(IndexOutOfBoundsException.class);
    assertSame(travelled(slice), table, 4_321);
  }

  @Test
  void shouldSendOnlyWhatASliceShows() throws Exception {
    FileTable table = folders(1_000, 10);
    assertThat(sent(table.slice(5_000, 5_010)).length)
        .isLessThan(sent(table).length / 100)
        .isEqualTo(sent(table.slice(5_010, 5_020)).length);
  }

  @Test
  void shouldKeepOnlyTheFoldersOfASliceWhereTheyAreScattered() {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < 100; i++) {
      builder.addPath(bytes("/d" + i % 50 + "/f" + i), i, 0, false);
    }
    FileTable slice = builder.build().slice(49, 51);
    assertThat(slice.directories()).isEqualTo(2);
    assertThat(slice.path(0)).isEqualTo("/d49/f49");
    assertThat(slice.path(1)).isEqualTo("/d0/f50");
  }

  @Test
  void shouldJoinTables() {
    FileTable table = folders(10, 10);
    FileTable joined =
        FileTable.concat(
            List.of(table.slice(0, 33), table.slice(33, 33), table.slice(33, 99), table));
    assertThat(joined.size()).isEqualTo(199);
    assertThat(joined.directories()).isEqualTo(10);
    assertSame(joined.slice(0, 99), table, 0);
    assertSame(joined.slice(99, 199), table, 0);
    assertThat(FileTable.concat(List.of()).size()).isZero();
  }

  /** Folders with so many files each, no two of them alike. */
  private static FileTable folders(int count, int filesEach) {
    FileTable.Builder builder = FileTable.builder();
    for (int i = 0; i < count * filesEach; i++) {
      int folder = builder.addDirectory(bytes("/d" + i / filesEach), i / filesEach);
      builder.add(folder, bytes("file" + i), i, -i, i % 7 == 0, i % 3 == 0);
    }
    return builder.build();
  }

  private static void assertSame(FileTable part, FileTable table, int first) {
    for (int i = 0; i < part.size(); i++) {
      assertThat(part.path(i)).isEqualTo(table.path(first + i));
      assertThat(part.pathBytes(i)).isEqualTo(table.pathBytes(first + i));
      assertThat(part.name(i)).isEqualTo(table.name(first + i));
      assertThat(part.length(i)).isEqualTo(table.length(first + i));
      assertThat(part.modifiedNanos(i)).isEqualTo(table.modifiedNanos(first + i));
      assertThat(part.isSpecial(i)).isEqualTo(table.isSpecial(first + i));
      assertThat(part.isSettled(i)).isEqualTo(table.isSettled(first + i));
    }
  }

  private static byte[] sent(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static FileTable travelled(FileTable table) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(sent(table)))) {
      return (FileTable) in.readObject();
    }
  }

  @Test
  void shouldTravel() throws Exception {
    FileTable.Builder builder = FileTable.builder();
    builder.addPath(bytes("/a/b"), 3, 4, true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(RequestList.wholeFiles(builder.build()));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RequestList read = (RequestList) in.readObject();
      assertThat(read.get(0)).isEqualTo(new ReadRequest("/a/b", 0, 3));
      assertThat(read.files().isSpecial(0)).isTrue();
    }
  }

  @Test
  void shouldBeEmpty() {
    FileTable table = FileTable.builder().build();
    assertThat(table.size()).isZero();
    assertThat(table.totalLength()).isZero();
    assertThat(table.select(new int[0]).size()).isZero();
  }

  private static byte[] bytes(String path) {
    return path.getBytes(UTF_8);
  }
}
