package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listing in steps finds is what a listing in one finds, however it is cut. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ListingStepsTest {
  private static final ListOptions ALL = ListOptions.builder().recursive().build();
  private static final ListOptions PARTITIONS = ListOptions.builder().build();

  @TempDir Path root;

  @Test
  void shouldFindInStepsWhatIsFoundInOne() throws IOException {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    for (int tree = 0; tree < 12; tree++) {
      final Path folder = Files.createDirectory(root.resolve("tree" + tree));
      grow(folder, random, 4);
      final ListOptions.Builder options = ListOptions.builder();
      if (random.nextInt(4) > 0) {
        options.recursive();
      }
      if (random.nextBoolean()) {
        options.nameGlob(Glob.of("*[0-4]"));
      }
      if (random.nextBoolean()) {
        options.includeHidden();
      }
      for (final String text : List.of(folder.toString(), folder + "/*")) {
        agree(text, options.threads(1 + random.nextInt(4)).build(), random, "seed=" + seed);
      }
    }
  }

  private static void agree(
      final String text, final ListOptions options, final Random random, final String seed)
      throws IOException {
    final List<String> roots = List.of(text);
    final Listing whole;
    try {
      whole = FileLister.list(roots, options);
    } catch (final ListException e) {
      assertThatThrownBy(() -> find(roots, options, 1, random))
          .as(seed)
          .isInstanceOf(ListException.class)
          .hasMessage(e.getMessage());
      return;
    }
    for (final int enough : new int[] {1, 20, 1 << 20}) {
      final Found found = find(roots, options, enough, random);
      if (text.endsWith("*") && options.recursive()) {
        // Roots that are files come first.
        assertThat(found.files).as(seed).containsExactlyInAnyOrderElementsOf(told(whole.files()));
      } else {
        assertThat(found.files).as(seed).isEqualTo(told(whole.files()));
      }
      assertThat(found.skipped).as(seed).isEqualTo(whole.skipped().size());
    }
  }

  /** What was written down goes on where it was, again and again. */
  private static Found find(
      final List<String> roots, final ListOptions options, final int enough, final Random random)
      throws IOException {
    final Found found = new Found();
    ListingSteps steps = ListingSteps.begin(roots, options);
    while (true) {
      final ListingSteps.Step step = steps.next(enough);
      found.files.addAll(told(step.files()));
      found.skipped = step.skipped();
      assertThat(step.found()).isEqualTo(found.files.size());
      if (step.rest() == null) {
        return found;
      }
      if (random.nextBoolean()) {
        steps = ListingSteps.resume(step.rest().bytes(), options);
      }
    }
  }

  private static final class Found {
    private final List<String> files = new ArrayList<>();
    private int skipped;
  }

  @Test
  void shouldStopWhereThereIsEnough() throws IOException {
    for (int folder = 0; folder < 20; folder++) {
      for (int file = 0; file < 10; file++) {
        make("d" + folder + "/f" + file);
      }
    }
    final ListingSteps steps = ListingSteps.begin(List.of(root.toString()), ALL);
    assertThat(steps.next(25).files().size()).isEqualTo(30);
  }

  /** Such a tree may not fit into memory: what lies ahead is not looked at before its turn. */
  @Test
  void shouldNotLookFarAhead() throws IOException {
    for (int folder = 0; folder < 300; folder++) {
      for (int file = 0; file < 20; file++) {
        make("d" + (100 + folder) + "/f" + file);
      }
    }
    final ListingSteps steps = ListingSteps.begin(List.of(root.toString()), ALL);
    final ListingRest rest = steps.next(1).rest();
    // Gone, and nobody has noticed.
    for (int file = 0; file < 20; file++) {
      Files.delete(root.resolve("d399/f" + file));
    }
    Files.delete(root.resolve("d399"));
    assertThatThrownBy(() -> ListingSteps.resume(rest.bytes(), ALL).next(1 << 20))
        .isInstanceOf(ListException.class)
        .hasMessageContaining("opendir failed: errno=ENOENT(2), file=" + root + "/d399");
    final ListOptions skipping = ListOptions.builder().recursive().skipMissing().build();
    final ListingSteps.Step last = ListingSteps.resume(rest.bytes(), skipping).next(1 << 20);
    assertThat(last.rest()).isNull();
    assertThat(last.found()).isEqualTo(299 * 20);
    assertThat(last.skipped()).isEqualTo(1);
  }

  /** Files of folders that were listed are not listed again; the rest is as it is by then. */
  @Test
  void shouldTakeFoldersAsTheyAreWhenTheyAreListed() throws IOException {
    for (final String name : List.of("a/1", "b/1", "c/1")) {
      make(name);
    }
    final ListingSteps.Step first = ListingSteps.begin(List.of(root.toString()), ALL).next(1);
    assertThat(first.files().path(0)).isEqualTo(root + "/a/1");
    make("a/2", "c/2", "d/1");
    final ListingSteps.Step last = ListingSteps.resume(first.rest().bytes(), ALL).next(100);
    assertThat(told(last.files()).stream().map(each -> each.split(" ")[0]))
        .containsExactly(hex(root + "/b/1"), hex(root + "/c/1"), hex(root + "/c/2"));
    assertThat(last.rest()).isNull();
  }

  @Test
  void shouldFailWhereARootIsGone() throws IOException {
    make("a/1", "b/1");
    final ListingSteps steps = ListingSteps.begin(List.of(root + "/*"), ALL);
    final byte[] rest = steps.next(1).rest().bytes();
    Files.delete(root.resolve("b/1"));
    Files.delete(root.resolve("b"));
    assertThatThrownBy(() -> ListingSteps.resume(rest, ALL))
        .isInstanceOf(ListException.class)
        .hasMessage("path does not exist: " + root + "/b");
  }

  /** Links are loops only within what they lead to, before a restart as behind it. */
  @Test
  void shouldSeeLoopsThatALinkAboveMakes() throws IOException {
    make("a/b/c/f", "a/b/g");
    Files.createSymbolicLink(root.resolve("a/b/c/up"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/b/over"), root.resolve("a/b/c"));
    agree(root.toString(), ALL, new Random(1), "");
    agree(root + "/a/b", ALL, new Random(2), "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFindWhatOverlapsOnce(final boolean recursive) throws IOException {
    make("a/b/1", "a/2", "c/3");
    final ListOptions options = recursive ? ALL : PARTITIONS;
    final List<String> roots =
        List.of(root + "/a/b", root + "/a", root + "/c/3", root + "/c", root + "/c");
    final ListingSteps.Step all = ListingSteps.begin(roots, options).next(1);
    assertThat(told(all.files())).isEqualTo(told(FileLister.list(roots, options).files()));
    assertThat(all.rest()).isNull();
  }

  @Test
  void shouldHandOutPartitionsAtOnceAndOtherFilesNever() throws IOException {
    make("0", "k=1/a", "k=2/b", "k=3/c");
    final ListingSteps steps = ListingSteps.begin(List.of(root.toString()), PARTITIONS);
    ListingSteps.Step step = steps.next(1);
    assertThat(told(step.files())).hasSize(1);
    step = ListingSteps.resume(step.rest().bytes(), PARTITIONS).next(100);
    assertThat(step.found()).isEqualTo(3);
    assertThat(step.rest()).isNull();
    assertThat(step.skipped()).isEqualTo(1);
  }

  @Test
  void shouldSayThatPartitionsDisagreeThoughARestartLiesBetween() throws IOException {
    make("k=1/a", "k=2/b", "l=3/c");
    final ListingSteps steps = ListingSteps.begin(List.of(root.toString()), PARTITIONS);
    steps.next(1);
    final byte[] rest = steps.next(1).rest().bytes();
    assertThatThrownBy(() -> ListingSteps.resume(rest, PARTITIONS).next(100))
        .isInstanceOf(ListException.class)
        .hasMessageContaining("folders differ in their partition columns");
  }

  @Test
  void shouldRefuseARestOfALaterVersion() {
    assertThatThrownBy(() -> ListingSteps.resume(new byte[] {2}, ALL))
        .isInstanceOf(IOException.class)
        .hasMessage("rest of a listing has version=2, not 1");
  }

  /** Of /data: a/ is listed, and b/c of b/ is, so that b/d, b/e and the root /more are left. */
  @Test
  void shouldReadVersionOne() throws IOException {
    final byte[] golden =
        HexFormat.of()
            .parseHex(
                "01"
                    + "0000000000000005"
                    + "00000002"
                    + "00000002"
                    + text("/data")
                    + text("/more")
                    + "00000001"
                    + "00000002"
                    + text("/data")
                    + "00000001"
                    + text("z")
                    + text("/data/b")
                    + "00000002"
                    + text("d")
                    + text("e\u00ff")
                    + "00000003"
                    + "00000001"
                    + text("/data")
                    + "00000001"
                    + "00000001"
                    + text("k")
                    + text("/data/k=1"));
    final ListingRest rest = ListingRest.of(golden);
    assertThat(rest.found()).isEqualTo(5);
    assertThat(rest.skipped()).isEqualTo(2);
    assertThat(rest.outside()).isEqualTo(3);
    assertThat(rest.nextRoot()).isEqualTo(1);
    assertThat(rest.roots().stream().map(each -> each.path.toString()))
        .containsExactly("/data", "/more");
    assertThat(rest.stack().folders().stream().map(each -> RawName.pathText(each.path)))
        .containsExactly("/data/b/d", "/data/b/e\u00ff");
    assertThat(rest.stack().parent().parent).isSameAs(rest.roots().get(0));
    assertThat(rest.stack().below().first().path.toString()).isEqualTo("/data/z");
    assertThat(rest.stack().below().below()).isNull();
    assertThat(rest.signs().columns(PARTITIONS)).containsExactly("k");
    assertThat(rest.bytes()).isEqualTo(golden);
  }

  private static String text(final String text) {
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return String.format("%04x", bytes.length) + HexFormat.of().formatHex(bytes);
  }

  private void grow(final Path folder, final Random random, final int depth) throws IOException {
    for (int i = random.nextInt(6); i > 0; i--) {
      Files.write(folder.resolve(name(random) + i), new byte[random.nextInt(3)]);
    }
    for (int i = depth == 0 ? 0 : random.nextInt(5); i > 0; i--) {
      final Path child =
          folder.resolve(random.nextInt(3) > 0 ? "k" + depth + "=" + i : name(random) + "d" + i);
      Files.createDirectory(child);
      grow(child, random, depth - 1);
    }
    if (random.nextInt(4) == 0) {
      Files.createSymbolicLink(folder.resolve("up"), folder.getParent());
    }
    if (random.nextInt(4) == 0) {
      Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("not there"));
    }
  }

  private static String name(final Random random) {
    return List.of("a", "b=", ".h", "_h", "\u00fc", "c d", "[x]").get(random.nextInt(7));
  }

  private void make(final String... names) throws IOException {
    for (final String name : names) {
      final Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private static List<String> told(final FileTable files) {
    final List<String> told = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      told.add(
          HexFormat.of().formatHex(files.pathBytes(i))
              + " "
              + files.length(i)
              + " "
              + files.modifiedNanos(i)
              + " "
              + files.isSpecial(i));
    }
    return told;
  }

  private static String hex(final String path) {
    return HexFormat.of().formatHex(RawPath.bytes(Path.of(path)));
  }
}
