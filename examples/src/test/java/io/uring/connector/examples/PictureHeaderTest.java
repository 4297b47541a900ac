package io.uring.connector.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureHeaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some text",
        "PK\u0003\u0004",
        "\u00ff\u00d8\u00ff\u00e0garbage",
        "\u0089PNG\r\n\u001a\n",
        "\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u00ff\u00ff\u00ff\u00ff\u0000\u0000",
        "GIF89a",
        "BM\u0001",
        "II*\u0000\u00ff\u00ff\u00ff\u00ff"
      })
  void shouldFindNoPicture(final String content) {
    assertThat(PictureHeader.decode(content.getBytes(ISO_8859_1))).isNull();
  }
}
