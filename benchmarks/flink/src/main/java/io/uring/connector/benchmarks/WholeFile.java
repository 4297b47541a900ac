package io.uring.connector.benchmarks;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** What a user of Flink writes to have each file as one record: it has no such format. */
final class WholeFile extends SimpleStreamFormat<byte[]> {
  private static final long serialVersionUID = 1L;

  @Override
  public StreamFormat.Reader<byte[]> createReader(
      final Configuration configuration, final FSDataInputStream stream) {
    return new Reader(stream);
  }

  @Override
  public TypeInformation<byte[]> getProducedType() {
    return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  }

  private static final class Reader implements StreamFormat.Reader<byte[]> {
    private final FSDataInputStream stream;
    private boolean isRead;

    Reader(final FSDataInputStream stream) {
      this.stream = stream;
    }

    @Override
    public byte @Nullable [] read() throws IOException {
      if (isRead) {
        return null;
      }
      isRead = true;
      return stream.readAllBytes();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
