package io.uring.connector.flink.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.flink.split.FileSplit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileEnumeratorStateSerializerTest {
  private final FileEnumeratorStateSerializer serializer = new FileEnumeratorStateSerializer();

  /** Its job had listed all files, and two splits were left. */
  @Test
  void shouldReadVersionOne() throws IOException {
    final FileEnumeratorState state;
    try (InputStream in = getClass().getResourceAsStream("state-v1.bin")) {
      state = serializer.deserialize(1, in.readAllBytes());
    }
    assertThat(state.remembered()).containsExactly(1, 2, 3);
    assertThat(state.hosts()).hasSize(1);
    final HostFiles files = state.hosts().get(0);
    assertThat(files.host()).isEmpty();
    assertThat(files.hasListed()).isTrue();
    assertThat(files.rest()).isEmpty();
    assertThat(files.nextSplit()).isEqualTo(9);
    assertThat(files.pending().stream().map(FileSplit::toString))
        .containsExactly("FileSplit[id=of version 1, files=3]", "FileSplit[id=8, files=1]");
    assertThat(files.pending().get(1).requests().get(0).path())
        .isEqualTo("/data/year=2026/img-0001.jpg");
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    final FileSplit split =
        new FileSplit("a/1", "a", RequestList.wholeFiles(FileTable.builder().build()));
    final FileEnumeratorState state =
        new FileEnumeratorState(
            List.of(
                new HostFiles("a", List.of(split), false, new byte[] {1}, 2),
                new HostFiles("b", List.of(), true, new byte[0], 0)),
            new byte[] {4});
    final FileEnumeratorState read = read(serializer.serialize(state));
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType(FileSplit::equals, FileSplit.class)
        .isEqualTo(state);
    assertThat(read.hosts().get(0).pending().get(0).host()).isEqualTo("a");
  }

  @Test
  void shouldRefuseBytesThatWereCut() throws IOException {
    final byte[] whole =
        serializer.serialize(
            new FileEnumeratorState(
                List.of(new HostFiles("a", List.of(), false, new byte[] {1}, 2)), new byte[] {4}));
    for (int length = 0; length < whole.length; length++) {
      final byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldRefuseANewerVersion() {
    assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("state version=3 is newer than this uring connector");
  }

  private FileEnumeratorState read(final byte[] bytes) throws IOException {
    return serializer.deserialize(serializer.getVersion(), bytes);
  }
}
