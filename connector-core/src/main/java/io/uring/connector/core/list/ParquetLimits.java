package io.uring.connector.core.list;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Keeps Parquet from taking what a damaged file says for true: pages are held against their
 * checksums where the writer made some, as Spark does, and memory is limited. A sound file needs no
 * buffer that is larger than itself, and no large page: writers make them of 1 MiB, some of up to
 * 100 MB.
 */
final class ParquetLimits {
  private static final int LARGEST_PAGE = 128 << 20;

  private ParquetLimits() {}

  static ParquetReadOptions options(final long fileBytes) {
    final PlainParquetConfiguration none = new PlainParquetConfiguration();
    return ParquetReadOptions.builder(none)
        .usePageChecksumVerification(true)
        .withAllocator(new Buffers(fileBytes))
        .withCodecFactory(new Codecs(new CodecFactory(none, 0)))
        .build();
  }

  private static void check(final String what, final long bytes, final long most) {
    if (bytes < 0 || bytes > most) {
      throw new IllegalArgumentException(
          "the file is damaged: "
              + what
              + " of "
              + bytes
              + " bytes, where at most "
              + most
              + " are");
    }
  }

  private record Buffers(long fileBytes) implements ByteBufferAllocator {
    private static final ByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();

    @Override
    public ByteBuffer allocate(final int size) {
      check("part", size, fileBytes);
      return HEAP.allocate(size);
    }

    @Override
    public void release(final ByteBuffer buffer) {
      HEAP.release(buffer);
    }

    @Override
    public boolean isDirect() {
      return false;
    }
  }

  private record Codecs(CompressionCodecFactory codecs) implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(final CompressionCodecName name) {
      return codecs.getCompressor(name);
    }

    @Override
    public BytesInputDecompressor getDecompressor(final CompressionCodecName name) {
      return new Pages(codecs.getDecompressor(name));
    }

    @Override
    public void release() {
      codecs.release();
    }
  }

  private record Pages(CompressionCodecFactory.BytesInputDecompressor codec)
      implements CompressionCodecFactory.BytesInputDecompressor {
    @Override
    public BytesInput decompress(final BytesInput bytes, final int size) throws IOException {
      check("page", size, LARGEST_PAGE);
      return codec.decompress(bytes, size);
    }

    @Override
    public void decompress(
        final ByteBuffer input, final int inputSize, final ByteBuffer output, final int size)
        throws IOException {
      check("page", size, LARGEST_PAGE);
      codec.decompress(input, inputSize, output, size);
    }

    @Override
    public void release() {
      codec.release();
    }
  }
}
