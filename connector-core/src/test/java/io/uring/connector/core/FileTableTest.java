package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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
