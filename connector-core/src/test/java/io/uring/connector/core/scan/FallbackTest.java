package io.uring.connector.core.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.testing.ChildJvm;
import io.uring.connector.core.testing.FlightRecord;
import io.uring.connector.core.testing.ReadProgram;
import io.uring.connector.core.testing.RequiresUring;
import io.uring.connector.core.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where io_uring is denied, blocking reads bring the same bytes, and the reason is there. */
class FallbackTest {
  /** Denies io_uring_setup, io_uring_enter and io_uring_register to itself and what it starts. */
  private static final String DENY =
      """
      import ctypes, os, struct, sys
      errno = int(sys.argv[1])
      def op(code, jt, jf, k):
          return struct.pack("HBBI", code, jt, jf, k)
      # load the number; below 425 or above 427: allow; else: the error
      program = op(0x20, 0, 0, 0) + op(0x35, 0, 2, 425) + op(0x25, 1, 0, 427) \\
          + op(0x06, 0, 0, 0x00050000 | errno) + op(0x06, 0, 0, 0x7FFF0000)
      code = ctypes.create_string_buffer(program)
      class Fprog(ctypes.Structure):
          _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
      libc = ctypes.CDLL(None, use_errno=True)
      fprog = Fprog(5, ctypes.addressof(code))
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(fprog), 0, 0):
          sys.exit("no seccomp here: errno=%d" % ctypes.get_errno())
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  private static final int FILES = 50;
  private static final int LENGTH = 10_000;
  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    RequiresUring.assume(BindingChoice.AUTO);
    data = Files.createDirectory(temporary.resolve("data"));
    TestFiles.writeMany(data, FILES, LENGTH);
  }

  @Test
  void shouldUseTheRingWhereNothingForbidsIt() throws Exception {
    ChildJvm.Result result = run(Map.of(), "engine=auto");
    assertThat(result.value("engine")).as(result.output()).startsWith("uring/");
    assertThat(result.value("fallback")).isEqualTo("null");
    assertThat(result.value("digest")).isEqualTo(expected());
  }

  @ParameterizedTest
  @CsvSource({
    "1, io_uring_setup failed: errno=EPERM(1); the container's seccomp profile",
    "38, io_uring_setup failed: errno=ENOSYS(38); the kernel or the sandbox has no io_uring"
  })
  void shouldFallBackWhereTheSandboxDeniesIt(int errno, String reason) throws Exception {
    assertFallsBack(denied(errno), reason);
  }

  @Test
  void shouldFallBackWhereAnOperatorHasSwitchedItOff() throws Exception {
    assumeTrue(Files.isWritable(SWITCH), "not root, or Linux is older than 6.6: " + SWITCH);
    String before = Files.readString(SWITCH);
    try {
      // 1 denies it to those without CAP_SYS_ADMIN: other rings of this machine are left alone.
      Files.writeString(SWITCH, "1");
      assertFallsBack(
          withoutCapabilities(),
          "io_uring_setup failed: errno=EPERM(1); the container's seccomp profile or the sysctl"
              + " kernel.io_uring_disabled denies it");
    } finally {
      Files.writeString(SWITCH, before);
    }
  }

  @Test
  void shouldFallBackWhereTooLittleMemoryMayBeLocked() throws Exception {
    ChildJvm limited = withoutCapabilities("sh", "-c", "ulimit -l 0 && exec \"$@\"", "sh");
    ChildJvm.Result result = limited.run(Map.of(), ReadProgram.class, data.toString());
    assumeTrue("nio".equals(result.value("engine")), "this Linux does not count what rings lock");
    assertFallsBack(
        limited,
        "io_uring_setup failed: errno=ENOMEM(12); raise the limit on locked memory (ulimit -l)");
  }

  @Test
  void shouldFailWhereTheRingWasDemanded() throws Exception {
    ChildJvm.Result result =
        denied(1).run(Map.of(), ReadProgram.class, data.toString(), "engine=uring");
    assertThat(result.value("failure"))
        .as(result.output())
        .startsWith("option engine=uring cannot be had: io_uring_setup failed: errno=EPERM(1);")
        .endsWith("; or set engine=auto to fall back to blocking reads");
  }

  @Test
  void shouldFallBackWhereTooFewFilesMayBeOpen() throws Exception {
    assertFallsBack(
        ChildJvm.startedBy("sh", "-c", "ulimit -n 100 && exec \"$@\"", "sh"),
        "io_uring_register of 320 file slots failed: errno=EMFILE(24); raise the limit on open"
            + " files (ulimit -n) or lower the option queueDepth",
        "queueDepth=256");
  }

  @Test
  void shouldTellEachReaderItsOwnReason() throws Exception {
    ChildJvm.Result result =
        denied(1).run(Map.of(), TwoReaders.class, data.toString(), "engine=auto", "engine=nio");
    assertThat(result.value("first")).as(result.output()).startsWith("nio, io_uring_setup failed");
    assertThat(result.value("second")).isEqualTo("nio, null");
  }

  @Test
  void shouldRecordTheReasonForEachReader() throws Exception {
    ChildJvm.Result result = denied(1).run(Map.of(), RecordedReader.class, data.toString());
    assertThat(result.value("events")).as(result.output()).isEqualTo("2");
    for (String reader : new String[] {"0", "1"}) {
      assertThat(result.value("reason." + reader))
          .startsWith("io_uring_setup failed: errno=EPERM(1); the container's seccomp profile");
      assertThat(result.value("requests." + reader)).isEqualTo("50");
      assertThat(result.value("split." + reader))
          .isEqualTo("nio, " + result.value("reason." + reader));
    }
  }

  @Test
  void shouldNotRememberWhatAnotherOptionCures() throws Exception {
    ChildJvm limited = ChildJvm.startedBy("sh", "-c", "ulimit -n 100 && exec \"$@\"", "sh");
    ChildJvm.Result result =
        limited.run(Map.of(), TwoReaders.class, data.toString(), "queueDepth=256", "queueDepth=16");
    assertThat(result.value("first")).as(result.output()).startsWith("nio, io_uring_register of");
    assertThat(result.value("second")).startsWith("uring/").endsWith(", null");
  }

  @Test
  void shouldObeyTheOperatorsVariable() throws Exception {
    ChildJvm.Result result = run(Map.of("URING_ENGINE", "nio"), "engine=auto");
    assertThat(result.value("engine")).as(result.output()).isEqualTo("nio");
    assertThat(result.value("fallback")).isEqualTo("null");
    assertThat(result.value("digest")).isEqualTo(expected());
  }

  @Test
  void shouldRefuseWhatTheOperatorForbids() throws Exception {
    ChildJvm.Result result = run(Map.of("URING_ENGINE", "nio"), "engine=uring");
    assertThat(result.value("failure"))
        .as(result.output())
        .isEqualTo(
            "option engine=uring cannot be had: the environment variable URING_ENGINE says nio;"
                + " unset it, or set engine=auto");
  }

  @Test
  void shouldPreferThePropertyToTheVariable() throws Exception {
    ChildJvm.Result result =
        ChildJvm.startedBy()
            .jvmOptions("-During.engine=uring")
            .run(Map.of("URING_ENGINE", "nio"), ReadProgram.class, data.toString(), "engine=nio");
    assertThat(result.value("engine")).as(result.output()).startsWith("uring/");
  }

  /** The same rows from blocking reads, and the reason for people, once in the log. */
  private void assertFallsBack(ChildJvm jvm, String reason, String... options) throws Exception {
    String[] arguments = new String[options.length + 1];
    arguments[0] = data.toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    ChildJvm.Result result = jvm.run(Map.of(), ReadProgram.class, arguments);
    assertThat(result.value("engine")).as(result.output()).isEqualTo("nio");
    assertThat(result.value("fallback")).startsWith(reason);
    assertThat(result.output())
        .containsOnlyOnce("io_uring is not used, blocking reads serve instead: " + reason);
    assertThat(result.value("digest")).isEqualTo(expected());
  }

  /**
   * As root of a container is: rights count for it. Skips the test where they cannot be dropped.
   */
  private static ChildJvm withoutCapabilities(String... launcher) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
      assumeTrue(
          exit("setpriv", "--bounding-set=-all", "--inh-caps=-all", "true") == 0,
          "setpriv is missing, or may not drop capabilities");
    }
    return ChildJvm.startedBy(command.toArray(new String[0]));
  }

  private ChildJvm.Result run(Map<String, String> environment, String option) throws Exception {
    return ChildJvm.startedBy().run(environment, ReadProgram.class, data.toString(), option);
  }

  private ChildJvm denied(int errno) throws Exception {
    Path script = Files.writeString(temporary.resolve("deny.py"), DENY);
    String[] launcher = {"python3", script.toString(), Integer.toString(errno)};
    assumeTrue(
        exit(launcher[0], launcher[1], launcher[2], "true") == 0,
        "python3 is missing, or cannot install a seccomp filter here");
    return ChildJvm.startedBy(launcher);
  }

  private static int exit(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String expected() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < FILES; i++) {
      digest.update(TestFiles.content(i, LENGTH));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Opens two readers of a folder, and says what the flight recorder knows of them. */
  static final class RecordedReader {
    private RecordedReader() {}

    public static void main(String[] arguments) throws Exception {
      FileScan scan = FileScan.of(TestFiles.whole(ReadProgram.files(Path.of(arguments[0]))));
      try (FlightRecord record = new FlightRecord("Fallback", "SplitRead")) {
        scan.open().close();
        scan.open().close();
        List<RecordedEvent> fallbacks = record.events("Fallback");
        List<RecordedEvent> splits = record.events("SplitRead");
        System.out.println("events=" + fallbacks.size());
        for (int i = 0; i < fallbacks.size(); i++) {
          RecordedEvent split = splits.get(i);
          System.out.println("reason." + i + "=" + fallbacks.get(i).getString("reason"));
          System.out.println("requests." + i + "=" + fallbacks.get(i).getInt("requests"));
          System.out.println(
              "split."
                  + i
                  + "="
                  + split.getString("engine")
                  + ", "
                  + split.getString("fallbackReason"));
        }
      }
    }
  }

  /** Opens two readers of a folder, each with one option, and says what both are. */
  static final class TwoReaders {
    private TwoReaders() {}

    public static void main(String[] arguments) throws Exception {
      FileScan scan = FileScan.of(TestFiles.whole(ReadProgram.files(Path.of(arguments[0]))));
      try (BatchReader first = scan.options(ReadProgram.options(arguments[1])).open();
          BatchReader second = scan.options(ReadProgram.options(arguments[2])).open()) {
        System.out.println("first=" + first.engine() + ", " + first.fallbackReason());
        System.out.println("second=" + second.engine() + ", " + second.fallbackReason());
      }
    }
  }
}
