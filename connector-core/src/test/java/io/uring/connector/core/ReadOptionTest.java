package io.uring.connector.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options by name: what they mean, and the words in which a wrong one is refused. */
class ReadOptionTest {
  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576",
    "1024k, 1048576",
    "1m, 1048576",
    "1 MB, 1048576",
    " 4MiB , 4194304",
    "1g, 1073741824",
    "1048576b, 1048576"
  })
  void shouldReadSizes(String text, int expected) {
    assertThat(ReadOptions.builder().set(ReadOption.BATCH_BYTES, text).build().batchBytes())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "BATCH_BYTES, 1k, 'batchBytes must be 65536 to 1073741824 (or as 512k, 4m, 1g), not 1k'",
    "BATCH_BYTES, 2g, 'batchBytes must be '",
    "BATCH_BYTES, 99999999999999999999, 'batchBytes must be '",
    "SPLIT_BYTES, 9999999t, 'splitBytes must be '",
    "BATCH_BYTES, -1, 'batchBytes must be '",
    "BATCH_BYTES, '', 'batchBytes must be '",
    "BATCH_BYTES, m, 'batchBytes must be '",
    "BATCH_BYTES, 4x, 'batchBytes must be '",
    "BATCH_BYTES, 1.5m, 'batchBytes must be '",
    "THREADS, 0, threads must be 1 to 256",
    "QUEUE_DEPTH, 1025, queueDepth must be 1 to 1024",
    "HEAD_BYTES, 0, headBytes must be 1 or more",
    "CHUNK_SIZE, 0, chunkSize must be 1 to 1073741824",
    "MODE, strict, 'mode must be FAILFAST, PERMISSIVE or DROPMALFORMED, not strict'",
    "ENGINE, fast, 'engine must be auto, uring or nio, not fast'",
    "BINDING, jni, 'binding must be auto, syscall, liburing or jna, not jni'"
  })
  void shouldNameTheOptionAndWhatIsAllowed(ReadOption option, String text, String message) {
    assertThatThrownBy(() -> ReadOptions.builder().set(option, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("option " + message);
  }

  @Test
  void shouldRefuseInTheBuilderAsInText() {
    assertThatThrownBy(() -> ReadOptions.builder().threads(257))
        .hasMessageStartingWith("option threads must be 1 to 256")
        .hasMessageEndingWith("not 257");
  }

  @Test
  void shouldReadNamesInAnyCase() {
    ReadOptions options =
        ReadOptions.parse(
                option ->
                    switch (option) {
                      case ENGINE -> " NIO ";
                      case BINDING -> "Jna";
                      case HEAD_BYTES -> "7";
                      default -> null;
                    })
            .build();
    assertThat(options.engine()).isEqualTo(EngineChoice.NIO);
    assertThat(options.binding()).isEqualTo(BindingChoice.JNA);
    assertThat(options.headBytes()).isEqualTo(7);
    assertThat(options.queueDepth()).isEqualTo(64);
    assertThat(options.skip()).isEmpty();
  }

  @Test
  void shouldHaveTwoSpellings() {
    assertThat(ReadOption.MEMORY_BUDGET.key()).isEqualTo("memoryBudget");
    assertThat(ReadOption.MEMORY_BUDGET.kebabKey()).isEqualTo("memory-budget");
    assertThat(ReadOption.ENGINE.kebabKey()).isEqualTo("engine");
    assertThat(ReadOption.all()).hasSameSizeAs(ReadOption.values());
  }
}
