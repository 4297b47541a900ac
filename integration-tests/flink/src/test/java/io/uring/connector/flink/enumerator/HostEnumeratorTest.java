package io.uring.connector.flink.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.flink.host.HostFolders;
import io.uring.connector.flink.host.HostMail;
import io.uring.connector.flink.split.FileSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each host's files are listed once, and read there. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HostEnumeratorTest {
  @TempDir Path disks;

  @Test
  void shouldReadWhatAHostHasOnThatHost() throws Exception {
    final Set<String> a = Hosts.write(disks, "a", 10, 10);
    final Set<String> b = Hosts.write(disks, "b", 3, 10);
    try (Hosts hosts = new Hosts(disks, 3, 1000, null)) {
      hosts.start(0, "a");
      hosts.start(1, "a");
      hosts.start(2, "b");
      hosts.settle();
      hosts.readAll();
      assertThat(hosts.files(0, 1)).containsExactlyInAnyOrderElementsOf(a);
      assertThat(hosts.files(0)).isNotEmpty();
      assertThat(hosts.files(1)).as("both read").isNotEmpty();
      assertThat(hosts.files(2)).containsExactlyInAnyOrderElementsOf(b);
      assertThat(hosts.context.getSentEvents().keySet())
          .as("one of each lists")
          .containsExactly(0, 2);
      for (int subtask = 0; subtask < 3; subtask++) {
        assertThat(hosts.hasEnded(subtask)).isTrue();
      }
    }
  }

  /** A call between the two may not have more than some MiB. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256 << 10, 700_000})
  void shouldCutLargeLettersIntoPages(final int length) {
    final byte[] letter = new byte[length];
    new Random(1).nextBytes(letter);
    final HostMail.Box box = new HostMail.Box();
    byte[] whole = null;
    for (final HostMail page : HostMail.of(HostMail.Kind.LISTED, 1, letter)) {
      assertThat(whole).isNull();
      assertThat(page.page().length).isLessThanOrEqualTo(256 << 10);
      whole = box.add(page);
    }
    assertThat(whole).isEqualTo(letter);
  }

  @Test
  void shouldWaitForAHostThatHasNoReaders() throws Exception {
    final Set<String> a = Hosts.write(disks, "a", 2, 10);
    final Set<String> b = Hosts.write(disks, "b", 4, 10);
    try (Hosts hosts = new Hosts(disks, 2, 1000, null)) {
      hosts.start(0, "a");
      hosts.start(1, "b");
      hosts.settle();
      hosts.enumerator.handleSplitRequest(1, "b");
      final List<FileSplit> lost = List.copyOf(hosts.splits(1));
      assertThat(lost).isNotEmpty();
      hosts.fail(1, lost);
      hosts.start(1, "a");
      hosts.readAll();
      final List<FileSplit> atA =
          new ArrayList<>(hosts.splits(1).subList(lost.size(), hosts.splits(1).size()));
      atA.addAll(hosts.splits(0));
      assertThat(Hosts.files(atA)).containsExactlyInAnyOrderElementsOf(a);
      assertThat(hosts.hasEnded(0)).as("files of b are left").isFalse();
      assertThat(hosts.hasEnded(1)).isFalse();
      hosts.fail(1, List.of());
      hosts.start(1, "b");
      final int before = hosts.splits(1).size();
      hosts.readAll();
      assertThat(Hosts.files(hosts.splits(1).subList(before, hosts.splits(1).size())))
          .containsExactlyInAnyOrderElementsOf(b);
      assertThat(hosts.hasEnded(0)).isTrue();
      assertThat(hosts.hasEnded(1)).isTrue();
    }
  }

  /**
   * Another reader of the host goes on where the one that lists has failed, and from a checkpoint.
   */
  @Test
  void shouldGoOnWithAListing() throws Exception {
    final Set<String> a = Hosts.write(disks, "a", 8, 5_000);
    final FileEnumeratorState checkpoint;
    try (Hosts hosts = new Hosts(disks, 2, 1000, null)) {
      hosts.start(0, "a");
      hosts.start(1, "a");
      hosts.settle();
      final FileEnumeratorStateSerializer serializer = new FileEnumeratorStateSerializer();
      checkpoint =
          serializer.deserialize(
              serializer.getVersion(), serializer.serialize(hosts.enumerator.snapshotState(1)));
      assertThat(checkpoint.hosts().get(0).hasListed()).isFalse();
      final List<String> before = hosts.files(0, 1);
      hosts.fail(0, List.of());
      while (!hosts.hasEnded(1)) {
        hosts.enumerator.handleSplitRequest(1, "a");
        hosts.settle();
      }
      assertThat(before).isEmpty();
      assertThat(hosts.files(0, 1)).containsExactlyInAnyOrderElementsOf(a);
    }
    try (Hosts hosts = new Hosts(disks, 1, 1_000_000, checkpoint)) {
      hosts.start(0, "a");
      hosts.settle();
      while (!hosts.hasEnded(0)) {
        hosts.enumerator.handleSplitRequest(0, "a");
        hosts.settle();
      }
      assertThat(hosts.files(0)).containsExactlyInAnyOrderElementsOf(a);
    }
  }

  /** A checkpoint's splits go to any subtask, on whatever host it runs by then. */
  @Test
  void shouldSendSplitsHomeThatHaveGoneAstray() throws Exception {
    Hosts.write(disks, "a", 2, 10);
    Hosts.write(disks, "b", 1, 1);
    final List<FileSplit> ofA;
    try (Hosts hosts = new Hosts(disks, 1, 1000, null)) {
      hosts.start(0, "a");
      hosts.readAll();
      ofA = List.copyOf(hosts.splits(0));
    }
    final FileEnumeratorState empty = new FileEnumeratorState(List.of(), new byte[0]);
    try (Hosts hosts = new Hosts(disks, 2, 1000, empty)) {
      final HostFolders atB = hosts.start(1, "b", ofA.toArray(new FileSplit[0]));
      assertThat(atB.astray()).isEqualTo(ofA);
      hosts.settle();
      assertThat(atB.astray()).as("the job manager has them").isEmpty();
      assertThat(Hosts.files(pending(hosts, 0)))
          .containsExactlyInAnyOrderElementsOf(Hosts.files(ofA));
      // It is restored from the same checkpoint, but the job manager is not.
      hosts.fail(1, List.of());
      final HostFolders again = hosts.start(1, "b", ofA.toArray(new FileSplit[0]));
      hosts.settle();
      assertThat(again.astray()).isEmpty();
      assertThat(Hosts.files(pending(hosts, 0))).hasSameSizeAs(Hosts.files(ofA));
    }
  }

  @Test
  void shouldRefuseSplitsOfAnotherHostThatWereAssigned() throws Exception {
    Hosts.write(disks, "a", 1, 1);
    try (Hosts hosts = new Hosts(disks, 1, 1000, null)) {
      hosts.start(0, "a");
      hosts.readAll();
      hosts.fail(0, List.of());
      final HostFolders atB = hosts.start(0, "b");
      assertThatThrownBy(() -> atB.own(hosts.splits(0)))
          .hasMessage(
              "FileSplit[id=a/0, host=a, files=1] cannot be read on host=b: perHost() does not go"
                  + " together with speculative execution on other hosts");
    }
  }

  @Test
  void shouldSayWhichHostCannotList() throws Exception {
    try (Hosts hosts = new Hosts(disks, 1, 1000, null)) {
      hosts.start(0, "none");
      assertThatThrownBy(hosts::settle)
          .hasStackTraceContaining("files cannot be listed on host=none")
          .hasStackTraceContaining("path does not exist: " + disks.resolve("none"));
    }
  }

  @Test
  void shouldIgnoreWhoeverListsNoMore() throws Exception {
    Hosts.write(disks, "a", 1, 5);
    try (Hosts hosts = new Hosts(disks, 1, 1000, null)) {
      hosts.start(0, "a");
      hosts.settle();
      HostMail.of(HostMail.Kind.NOT_LISTED, 77, new byte[] {1})
          .forEach(page -> hosts.enumerator.handleSourceEvent(0, page));
      hosts.readAll();
      assertThat(hosts.files(0)).hasSize(5);
    }
  }

  @Test
  void shouldRefuseTheStateOfTheOtherKindOfSource() {
    final FileEnumeratorState shared =
        new FileEnumeratorState(
            List.of(new HostFiles("", List.of(), true, new byte[0], 1)), new byte[0]);
    assertThatThrownBy(() -> new Hosts(disks, 1, 1000, shared))
        .hasMessageContaining("a source whose files all hosts see");
  }

  private static List<FileSplit> pending(final Hosts hosts, final int host) {
    return hosts.enumerator.snapshotState(1).hosts().get(host).pending();
  }
}
