package io.uring.connector.spark;

import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.image.PictureHeader;
import io.uring.connector.core.image.Pixels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The columns of {@link Decode} as vectors; null where a file is no picture. */
final class PictureColumns {
  private PictureColumns() {}

  /** A fresh vector of one of the columns, which the caller closes. */
  static FieldVector of(
      final String name,
      final FileBatch batch,
      final List<Picture> pictures,
      final BufferAllocator allocator) {
    final FieldVector vector =
        switch (name) {
          case Decode.FORMAT -> new VarCharVector(name, allocator);
          case Decode.IMAGE_COLUMN -> StructVector.empty(name, allocator);
          default -> new IntVector(name, allocator);
        };
    boolean filled = false;
    try {
      switch (name) {
        case Decode.FORMAT -> fillFormats((VarCharVector) vector, pictures);
        case Decode.IMAGE_COLUMN -> fillImages((StructVector) vector, batch, pictures);
        case Decode.WIDTH -> fill((IntVector) vector, pictures, PictureHeader::width);
        case Decode.HEIGHT -> fill((IntVector) vector, pictures, PictureHeader::height);
        case Decode.ORIENTATION -> fill((IntVector) vector, pictures, PictureHeader::orientation);
        default -> throw new IllegalStateException("the table has no column " + name);
      }
      vector.setValueCount(pictures.size());
      filled = true;
      return vector;
    } finally {
      if (!filled) {
        vector.close();
      }
    }
  }

  private static void fillFormats(final VarCharVector vector, final List<Picture> pictures) {
    vector.allocateNew(pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      final PictureHeader header = pictures.get(row).header();
      if (header != null) {
        vector.setSafe(row, header.format().name().getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static void fill(
      final IntVector vector,
      final List<Picture> pictures,
      final ToIntFunction<PictureHeader> value) {
    vector.allocateNew(pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      final PictureHeader header = pictures.get(row).header();
      if (header != null) {
        vector.set(row, value.applyAsInt(header));
      }
    }
  }

  private static void fillImages(
      final StructVector vector, final FileBatch batch, final List<Picture> pictures) {
    final FieldType text = FieldType.nullable(ArrowType.Utf8.INSTANCE);
    final FieldType number = FieldType.nullable(new ArrowType.Int(Integer.SIZE, true));
    final FieldType binary = FieldType.nullable(ArrowType.Binary.INSTANCE);
    final VarCharVector origin = vector.addOrGet(Decode.ORIGIN, text, VarCharVector.class);
    final IntVector height = vector.addOrGet(Decode.HEIGHT, number, IntVector.class);
    final IntVector width = vector.addOrGet(Decode.WIDTH, number, IntVector.class);
    final IntVector channels = vector.addOrGet(Decode.CHANNELS, number, IntVector.class);
    final IntVector mode = vector.addOrGet(Decode.MODE, number, IntVector.class);
    final VarBinaryVector data = vector.addOrGet(Decode.DATA, binary, VarBinaryVector.class);
    vector.setInitialCapacity(pictures.size());
    vector.allocateNew();
    data.allocateNew(pictures.stream().mapToLong(Picture::bytes).sum(), pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      final Pixels pixels = pictures.get(row).pixels();
      if (pixels == null) {
        vector.setNull(row);
        continue;
      }
      vector.setIndexDefined(row);
      origin.setSafe(row, (FileColumns.SCHEME + batch.path(row)).getBytes(StandardCharsets.UTF_8));
      height.setSafe(row, pixels.height());
      width.setSafe(row, pixels.width());
      channels.setSafe(row, pixels.channels());
      mode.setSafe(row, pixels.mode());
      data.setSafe(row, pixels.data());
    }
  }
}
