package io.uring.connector.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenFilesTest {
  private static final long KEEP = 50;
  private static final int FILES = 1000;

  /** Few fingerprints on few places, so that they meet. */
  @Test
  void shouldRememberWhatAMapRemembers() throws IOException {
    final long seed = System.nanoTime();
    System.out.println("seed of the seen files: " + seed);
    final Random random = new Random(seed);
    SeenFiles seen = new SeenFiles();
    final Map<Fingerprint, Long> goneSince = new HashMap<>();
    int forgotten = 0;
    for (long now = 1; now < 1000; now++) {
      final boolean[] there = new boolean[FILES];
      for (int file = 0; file < there.length; file++) {
        // So that each is away for long enough, again and again.
        there[file] = (file / 100 + now / 90) % 2 > 0 && random.nextInt(4) > 0;
        if (there[file]) {
          assertThat(seen.find(print(file))).isEqualTo(goneSince.containsKey(print(file)));
        }
      }
      seen.endListing(now, KEEP);
      final int before = goneSince.size();
      forget(goneSince, there, now);
      forgotten += before - goneSince.size();
      for (int i = 0; i < 40; i++) {
        final Fingerprint file = print(random.nextInt(there.length));
        assertThat(seen.add(file)).isEqualTo(goneSince.putIfAbsent(file, 0L) == null);
      }
      assertThat(seen.size()).isEqualTo(goneSince.size());
      if (now % 50 == 0) {
        seen = copy(seen);
      }
    }
    for (int file = 0; file < FILES; file++) {
      assertThat(seen.contains(print(file))).isEqualTo(goneSince.containsKey(print(file)));
    }
    assertThat(forgotten).isGreaterThan(FILES);
    assertThat(seen.size()).isBetween(FILES / 10, FILES);
  }

  private static void forget(
      final Map<Fingerprint, Long> goneSince, final boolean[] there, final long now) {
    for (int file = 0; file < there.length; file++) {
      final Fingerprint print = print(file);
      if (there[file]) {
        goneSince.computeIfPresent(print, (key, since) -> 0L);
      } else {
        goneSince.computeIfPresent(
            print, (key, since) -> since == 0 ? (Long) now : now - since >= KEEP ? null : since);
      }
    }
  }

  private static SeenFiles copy(final SeenFiles seen) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    seen.write(new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(4 + 20 * seen.size());
    return SeenFiles.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static Fingerprint print(final int file) {
    return new Fingerprint(file % 80, file | 1L << 40);
  }
}
