package io.uring.connector.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_800_000_000L * SECOND;
  private static final long HOUR = 3600 * SECOND;

  /** Files must have changed 5 s ago, and are remembered for an hour. */
  private FolderWatch watch = new FolderWatch(5_000, 3_600_000);

  private record Listed(String name, long modifiedNanos) {}

  @Test
  void shouldFindTheOldestFirstAndInPlanOrderAmongEquals() {
    assertThat(
            find(
                NOW,
                listed("c", NOW - 20 * SECOND),
                listed("b", NOW - 10 * SECOND),
                listed("z", NOW - 30 * SECOND),
                listed("a", NOW - 20 * SECOND)))
        .containsExactly("z", "c", "a", "b");
    assertThat(watch.remembered()).isEqualTo(4);
  }

  @Test
  void shouldFindAFileOnceWhateverItsTimeBecomes() {
    assertThat(find(NOW, listed("a", NOW - HOUR))).containsExactly("a");
    assertThat(find(NOW + SECOND, listed("a", NOW - HOUR))).isEmpty();
    assertThat(find(NOW + HOUR, listed("a", NOW))).isEmpty();
    assertThat(find(NOW + 2 * HOUR, listed("a", 0))).isEmpty();
  }

  @Test
  void shouldFindWhatWasMovedInWithAnOldTime() {
    assertThat(find(NOW, listed("a", NOW - HOUR))).containsExactly("a");
    assertThat(find(NOW + SECOND, listed("a", NOW - HOUR), listed("b", -1))).containsExactly("b");
  }

  @Test
  void shouldWaitUntilAFileIsComplete() {
    assertThat(find(NOW, listed("young", NOW - 4 * SECOND), listed("ahead", NOW + HOUR))).isEmpty();
    assertThat(watch.incomplete()).isEqualTo(2);
    assertThat(watch.remembered()).isZero();
    long later = NOW + SECOND;
    assertThat(find(later, listed("young", NOW - 4 * SECOND), listed("ahead", NOW + HOUR)))
        .containsExactly("young");
    assertThat(watch.incomplete()).isEqualTo(1);
    assertThat(find(NOW + 4 * SECOND, listed("ahead", NOW + HOUR + 1))).isEmpty();
    assertThat(find(NOW + 8 * SECOND, listed("ahead", NOW + HOUR + 1))).isEmpty();
    assertThat(find(NOW + 9 * SECOND, listed("ahead", NOW + HOUR + 1))).containsExactly("ahead");
    assertThat(watch.incomplete()).isZero();
  }

  @Test
  void shouldRememberAFileForSomeTimeAfterItHasGone() {
    assertThat(find(NOW, listed("a", 0))).containsExactly("a");
    assertThat(find(NOW + SECOND)).isEmpty();
    assertThat(find(NOW + HOUR)).isEmpty();
    assertThat(watch.remembered()).isEqualTo(1);
    assertThat(find(NOW + HOUR, listed("a", 0))).isEmpty();
    assertThat(find(NOW + 2 * HOUR)).isEmpty();
    assertThat(find(NOW + 3 * HOUR)).isEmpty();
    assertThat(watch.remembered()).isZero();
    assertThat(find(NOW + 3 * HOUR + SECOND, listed("a", 0))).containsExactly("a");
  }

  @Test
  void shouldFindAFileOnceThatTwoListingsHave(@TempDir Path folder) throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(folder.resolve("a"), new byte[1]);
    Files.write(inner.resolve("b"), new byte[1]);
    FileTable both = FileTable.concat(List.of(list(inner), list(folder)));
    assertThat(both.size()).isEqualTo(3);
    watch = new FolderWatch(0, 0);
    Sighting sighting = Sighting.of(both, NOW);
    FileTable found = sighting.files().select(watch.find(sighting));
    assertThat(found.size()).isEqualTo(2);
    assertThat(List.of(found.path(0), found.path(1)))
        .containsExactlyInAnyOrder(folder + "/a", inner + "/b");
  }

  @Test
  void shouldGoOnWhereItWasWritten() throws IOException {
    find(NOW, listed("a", 0), listed("b", 0));
    find(NOW + SECOND, listed("a", 0));
    byte[] written = written();
    assertThat(written).hasSize(5 + 2 * 20);
    // What comes later is no part of it.
    find(NOW + 2 * SECOND, listed("c", 0));
    watch = read(written);
    assertThat(watch.remembered()).isEqualTo(2);
    assertThat(find(NOW + 3 * SECOND, listed("a", 0), listed("c", 0))).containsExactly("c");
    find(NOW + SECOND + HOUR, listed("a", 0), listed("c", 0));
    assertThat(watch.remembered()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhatItHasNotWritten() throws IOException {
    find(NOW, listed("a", 0), listed("b", 0));
    byte[] written = written();
    byte[] newer = written.clone();
    newer[0] = 9;
    assertThatThrownBy(() -> read(newer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version=9")
        .hasMessageContaining("a newer uring connector");
    byte[] negative = written.clone();
    negative[1] = -1;
    assertThatThrownBy(() -> read(negative)).hasMessageContaining("damaged: count=-1677");
    byte[] twice = written.clone();
    System.arraycopy(twice, 5, twice, 25, 20);
    assertThatThrownBy(() -> read(twice)).hasMessageContaining("damaged: count=2");
    assertThatThrownBy(() -> read(Arrays.copyOf(written, 44))).isInstanceOf(EOFException.class);
  }

  @Test
  void shouldRefuseNegativeTimes() {
    assertThatThrownBy(() -> new FolderWatch(-1, 0)).hasMessageContaining("minFileAge=-1 ms");
    assertThatThrownBy(() -> new FolderWatch(0, -2)).hasMessageContaining("forgetAfter=-2 ms");
  }

  private static FileTable list(Path root) throws IOException {
    ListOptions options = ListOptions.builder().recursive().build();
    return FileLister.list(List.of(root.toString()), options).files();
  }

  private List<String> find(long now, Listed... listed) {
    FileTable.Builder table = FileTable.builder();
    int directory = table.addDirectory("/incoming".getBytes(StandardCharsets.UTF_8));
    for (Listed each : listed) {
      byte[] name = each.name.getBytes(StandardCharsets.UTF_8);
      table.add(directory, name, 1, each.modifiedNanos, false);
    }
    Sighting sighting = Sighting.of(table.build(), now);
    return Arrays.stream(watch.find(sighting)).mapToObj(sighting.files()::name).toList();
  }

  private static Listed listed(String name, long modifiedNanos) {
    return new Listed(name, modifiedNanos);
  }

  private byte[] written() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    watch.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static FolderWatch read(byte[] written) throws IOException {
    return FolderWatch.read(
        new DataInputStream(new ByteArrayInputStream(written)), 5_000, 3_600_000);
  }
}
