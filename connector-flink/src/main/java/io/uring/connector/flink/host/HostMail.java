package io.uring.connector.flink.host;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * A letter between a reader and the job manager, or a page of it: a call between the two must not
 * be larger than Flink's {@code pekko.framesize}. Not to be changed.
 *
 * @param kind what is in it
 * @param listing which listing it is about; 0 where it is about none
 * @param page its bytes
 * @param isLast whether it is the last page
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HostMail(Kind kind, long listing, byte[] page, boolean isLast)
    implements SourceEvent {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 256 << 10;

  /** What a letter is. */
  public enum Kind {
    /** From a reader: it is there. */
    HERE,
    /** To a reader: list what a rest has, or all where that is empty. */
    LIST,
    /** To a reader: make the next step of the listing. */
    LIST_ON,
    /** From a reader: what a step has found. */
    LISTED,
    /** From a reader: why the files cannot be listed. */
    NOT_LISTED,
    /** From a reader: a split of another host, out of the state of some reader there. */
    ASTRAY,
    /** To a reader: the name of such a split, which others have from now on. */
    TAKEN
  }

  /**
   * Writes a letter.
   *
   * @param kind what is in it
   * @param listing which listing it is about; 0 where it is about none
   * @param bytes what it says
   * @return its pages, to be sent in this order
   */
  public static List<HostMail> of(final Kind kind, final long listing, final byte[] bytes) {
    final List<HostMail> pages = new ArrayList<>();
    int from = 0;
    do {
      final int to = Math.min(bytes.length, from + PAGE);
      pages.add(
          new HostMail(kind, listing, Arrays.copyOfRange(bytes, from, to), to == bytes.length));
      from = to;
    } while (from < bytes.length);
    return pages;
  }

  /** Puts pages together. For one thread. */
  public static final class Box {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Makes an empty one. */
    public Box() {}

    /**
     * Takes a page.
     *
     * @param page the next of a letter
     * @return the whole letter, or null where pages are missing
     */
    public byte @Nullable [] add(final HostMail page) {
      bytes.writeBytes(page.page());
      if (!page.isLast()) {
        return null;
      }
      final byte[] whole = bytes.toByteArray();
      bytes.reset();
      return whole;
    }
  }
}
