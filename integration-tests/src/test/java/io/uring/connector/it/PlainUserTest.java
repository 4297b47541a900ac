package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.it.ChildJvm.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file without the right to read it can be listed, and its content fails by name: the case
 * "column pruning - non-readable file" of Spark's {@code BinaryFileFormatSuite}, too.
 */
@Tag("spark")
class PlainUserTest {
  private static final String[] RIGHTS_COUNT = {
    "setpriv", "--bounding-set=-dac_override,-dac_read_search"
  };

  @TempDir Path folder;

  @Test
  void shouldListButNotReadWhatIsNotReadable() throws Exception {
    final ContentTree tree =
        new ContentTree(folder).with("files/a", 10).with("files/secret", 77).with("deep/no/x", 1);
    final Path secret = tree.file("files/secret");
    final Path closed = tree.file("deep/no");
    forbid(secret);
    forbid(closed);
    try {
      final ChildJvm child = new ChildJvm(PlainUserProbe.class);
      if (Files.isReadable(secret)) {
        // Root reads everything, unless it gives up the capabilities for it.
        assumeRightsCanCount(secret);
        child.launcher(RIGHTS_COUNT);
      }
      final Said said = child.run(tree.path("files"), tree.path("deep"));
      final String denied =
          "open failed: errno=EACCES(13), file=" + secret + ", offset=0, length=77";
      for (final String engine : List.of("auto", "nio")) {
        assertThat(said.value(engine + ".count")).isEqualTo("2");
        assertThat(said.value(engine + ".listed")).contains("file:" + secret + ",77");
        assertThat(said.value(engine + ".content")).contains(denied);
        assertThat(said.value(engine + ".ignored"))
            .as("rights are not the file's fault")
            .contains(denied);
        assertThat(said.value(engine + ".dropped")).contains(denied);
        assertThat(said.value(engine + ".kept"))
            .isEqualTo("[[10,null,null,null], [null,DENIED,EACCES," + denied + "]]");
      }
      assertThat(said.value("folder")).contains("opendir failed: errno=EACCES(13), file=" + closed);
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static void forbid(final Path path) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
  }

  private static void assumeRightsCanCount(final Path secret) throws Exception {
    try {
      final Process cat =
          new ProcessBuilder(RIGHTS_COUNT[0], RIGHTS_COUNT[1], "cat", secret.toString())
              .redirectErrorStream(true)
              .start();
      cat.getInputStream().readAllBytes();
      Assumptions.assumeTrue(cat.waitFor() == 1, "rights do not count for this user");
    } catch (final IOException e) {
      Assumptions.abort("there is no setpriv");
    }
  }
}
