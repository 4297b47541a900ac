package io.uring.connector.core.memory;

/**
 * The memory budget has no room for a batch, as whoever holds the memory keeps it. Whoever knows
 * that some of it comes back may ask again.
 */
public final class NoRoomException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NoRoomException(final String message) {
    super(message);
  }
}
