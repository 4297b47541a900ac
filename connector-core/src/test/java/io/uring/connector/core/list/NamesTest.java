package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.list.ListException.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names say: hidden or not, and partition values. */
class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {".", ".a", "_a", "_", "a._COPYING_", "_temporary", ".a=1", "._metadata"})
  void shouldHide(final String name) {
    assertThat(HiddenNames.hidesFolder(name)).isTrue();
    assertThat(HiddenNames.hidesFile(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_a=1", "a_", "a.", "a._COPYING_.png", "=", "_metadata=x", "\u00fc"})
  void shouldShow(final String name) {
    assertThat(HiddenNames.hidesFolder(name)).isFalse();
    assertThat(HiddenNames.hidesFile(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_metadata", "_common_metadata", "_metadata.crc"})
  void shouldLookIntoSummariesButNotReadThem(final String name) {
    assertThat(HiddenNames.hidesFolder(name)).isFalse();
    assertThat(HiddenNames.hidesFile(name)).isTrue();
  }

  @Test
  void shouldFindPartitionsBelowTheBase() throws ListException {
    final Set<String> bases = Set.of("/t");
    assertThat(PartitionPath.parse("/t/a=1/b=x%20y", bases))
        .isEqualTo(new PartitionPath(List.of("a", "b"), List.of("1", "x%20y"), "/t"));
    assertThat(PartitionPath.parse("/t", bases))
        .isEqualTo(new PartitionPath(List.of(), List.of(), "/t"));
    assertThat(PartitionPath.parse("/t/x", bases))
        .isEqualTo(new PartitionPath(List.of(), List.of(), "/t/x"));
    assertThat(PartitionPath.parse("/t/x/a=1", bases).base()).isEqualTo("/t/x");
    assertThat(PartitionPath.parse("/t/a=1/x/b=2", bases).base()).isEqualTo("/t/a=1/x");
    assertThat(PartitionPath.parse("/t/a=1/x", bases).columns()).containsExactly("a");
    assertThat(PartitionPath.parse("/t/a=1/_TEMPORARY/0", bases).base()).isNull();
    assertThat(PartitionPath.parse("/t/a=1=2", bases).values()).containsExactly("1=2");
    assertThat(PartitionPath.parse("/a=1", Set.of()).base()).isEqualTo("/");
    assertThat(PartitionPath.parse("/", Set.of()).base()).isEqualTo("/");
  }

  @Test
  void shouldRefusePartitionsWithoutNameOrValue() {
    assertThatThrownBy(() -> PartitionPath.parse("/t/=1", Set.of("/t")))
        .isInstanceOfSatisfying(
            ListException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY_PARTITION_COLUMN_NAME));
    assertThatThrownBy(() -> PartitionPath.parse("/t/a=/b=1", Set.of("/t")))
        .isInstanceOfSatisfying(
            ListException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.EMPTY_PARTITION_COLUMN_VALUE);
              assertThat(e).hasMessageContaining("folder=a=");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "a,a",
    "%41,A",
    "%4a%4A,JJ",
    "a%2Fb,a/b",
    "%,%",
    "%4,%4",
    "%zz,%zz",
    "%%41,%A",
    "%E9,\u00e9",
    "%C3%A9,\u00c3\u00a9",
    "x%,x%",
    "%4\u0661,%4\u0661"
  })
  void shouldUnescape(final String escaped, final String plain) {
    assertThat(PartitionPath.unescape(escaped)).isEqualTo(plain);
  }
}
