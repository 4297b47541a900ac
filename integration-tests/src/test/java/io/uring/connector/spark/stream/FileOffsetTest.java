package io.uring.connector.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FileOffsetTest {
  @Test
  void shouldReadItsOwnText() {
    final FileOffset offset = new FileOffset(12_345_678_901L);
    assertThat(offset.json()).isEqualTo("{\"batch\":12345678901}");
    assertThat(FileOffset.parse(offset.json())).isEqualTo(offset);
    assertThat(FileOffset.batch(FileOffset.parse(" { \"batch\" : 7 } "))).isEqualTo(7);
  }

  @Test
  void shouldRefuseTheTextOfAnotherSource() {
    assertThatThrownBy(() -> FileOffset.parse("{\"logOffset\":3}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offsets of another source than format uring: {\"logOffset\":3}")
        .hasMessageContaining("give the query a checkpointLocation of its own");
  }
}
