package io.uring.connector.core.scan;

import io.uring.connector.core.EngineChoice;
import java.util.Locale;

/**
 * The operator's switch: the system property {@code uring.engine}, else the environment variable
 * {@code URING_ENGINE}, decides over whatever a job asks for.
 */
final class EngineSwitch {
  private static final String PROPERTY = "uring.engine";
  private static final String VARIABLE = "URING_ENGINE";

  private EngineSwitch() {}

  static EngineChoice apply(final EngineChoice asked) {
    final String property = System.getProperty(PROPERTY);
    final String text = property == null ? System.getenv(VARIABLE) : property;
    if (text == null || text.isBlank()) {
      return asked;
    }
    final String name =
        property == null ? "environment variable " + VARIABLE : "system property " + PROPERTY;
    final EngineChoice forced;
    try {
      forced = EngineChoice.valueOf(text.trim().toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " must be auto, uring or nio, not " + text, e);
    }
    if (asked == EngineChoice.URING && forced == EngineChoice.NIO) {
      throw new IllegalStateException(
          "option engine=uring cannot be had: the "
              + name
              + " says "
              + text
              + "; unset it, or set engine=auto");
    }
    return forced == EngineChoice.AUTO ? asked : forced;
  }
}
