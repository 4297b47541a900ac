package io.uring.connector.core.image;

import java.nio.ByteBuffer;
import javax.imageio.stream.ImageInputStreamImpl;

/** A buffer as ImageIO reads it, without a copy. */
final class ContentStream extends ImageInputStreamImpl {
  private final ByteBuffer content;

  /** Reads from the buffer's start to its limit. */
  ContentStream(final ByteBuffer content) {
    this.content = content;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= content.limit()) {
      return -1;
    }
    return content.get((int) streamPos++) & 0xff;
  }

  @Override
  public int read(final byte[] to, final int offset, final int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= content.limit()) {
      return -1;
    }
    final int count = (int) Math.min(length, content.limit() - streamPos);
    content.get((int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return content.limit();
  }
}
