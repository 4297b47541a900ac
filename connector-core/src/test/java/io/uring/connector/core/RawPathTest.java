package io.uring.connector.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/a b/%41", "/ü/日本", "/a:b?c#d", "/a\nb", "/.a/..."})
  void shouldComeBack(String path) {
    byte[] bytes = path.getBytes(UTF_8);
    assertThat(RawPath.bytes(RawPath.of(bytes))).isEqualTo(bytes);
  }

  @Test
  void shouldComeBackWhateverTheBytesAre() {
    long seed = System.nanoTime();
    System.out.println("random names, seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] name = new byte[2 + random.nextInt(254)];
      random.nextBytes(name);
      for (int j = 0; j < name.length; j++) {
        if (name[j] == 0 || name[j] == '/') {
          name[j] = 'x';
        }
      }
      name[0] = '/';
      assertThat(RawPath.bytes(RawPath.of(name))).isEqualTo(name);
    }
  }

  @Test
  void shouldNotAddASlashToAFolder(@TempDir Path temporary) throws Exception {
    Path folder = Files.createDirectory(TestFiles.child(temporary, new byte[] {(byte) 0xFF, 'd'}));
    byte[] bytes = RawPath.bytes(folder);
    assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 'd');
    assertThat(Files.isSameFile(RawPath.of(bytes), folder)).isTrue();
  }

  @Test
  void shouldMakeRelativePathsAbsolute() {
    assertThat(RawPath.bytes(Path.of("x"))).isEqualTo(RawPath.bytes(Path.of("x").toAbsolutePath()));
  }
}
