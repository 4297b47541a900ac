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
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of {@link Decode} as vectors; null where a file is no picture. */
final class PictureColumns {
  private static final FieldType TEXT = FieldType.nullable(ArrowType.Utf8.INSTANCE);
  private static final FieldType NUMBER = FieldType.nullable(new ArrowType.Int(Integer.SIZE, true));
  private static final FieldType BINARY = FieldType.nullable(ArrowType.Binary.INSTANCE);

  /** With slashes that Spark shows nowhere else. */
  private static final String AUTHORITY = "file://";

  private PictureColumns() {}

  /**
   * A fresh vector of one of the columns, which the caller closes.
   *
   * @param column what the query wants of it: of a struct maybe not all fields
   */
  static FieldVector of(
      final StructField column,
      final FileBatch batch,
      final List<Picture> pictures,
      final BufferAllocator allocator) {
    final String name = column.name();
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
        case Decode.IMAGE_COLUMN ->
            fillImages((StructVector) vector, (StructType) column.dataType(), batch, pictures);
        case Decode.WIDTH -> fillHeaders((IntVector) vector, pictures, PictureHeader::width);
        case Decode.HEIGHT -> fillHeaders((IntVector) vector, pictures, PictureHeader::height);
        case Decode.ORIENTATION ->
            fillHeaders((IntVector) vector, pictures, PictureHeader::orientation);
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

  private static void fillHeaders(
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
      final StructVector vector,
      final StructType fields,
      final FileBatch batch,
      final List<Picture> pictures) {
    vector.setInitialCapacity(pictures.size());
    vector.allocateNew();
    for (int row = 0; row < pictures.size(); row++) {
      if (pictures.get(row).pixels() != null) {
        vector.setIndexDefined(row);
      }
    }
    for (final String name : fields.fieldNames()) {
      switch (name) {
        case Decode.ORIGIN ->
            fillOrigins(vector.addOrGet(name, TEXT, VarCharVector.class), batch, pictures);
        case Decode.DATA ->
            fillData(vector.addOrGet(name, BINARY, VarBinaryVector.class), pictures);
        default ->
            fillPixels(
                vector.addOrGet(name, NUMBER, IntVector.class),
                pictures,
                switch (name) {
                  case Decode.HEIGHT -> Pixels::height;
                  case Decode.WIDTH -> Pixels::width;
                  case Decode.CHANNELS -> Pixels::channels;
                  case Decode.MODE -> Pixels::mode;
                  default -> throw new IllegalStateException("an image has no field " + name);
                });
      }
    }
  }

  private static void fillOrigins(
      final VarCharVector vector, final FileBatch batch, final List<Picture> pictures) {
    vector.allocateNew(pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      if (pictures.get(row).pixels() != null) {
        vector.setSafe(row, origin(batch, row).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Where a row's picture is from, as Spark's {@code image} source writes it. */
  static String origin(final FileBatch batch, final int row) {
    final String path = FileMetadata.encodedPath(batch.files(), batch.file(row));
    return AUTHORITY + path.substring(FileColumns.SCHEME.length());
  }

  private static void fillPixels(
      final IntVector vector, final List<Picture> pictures, final ToIntFunction<Pixels> value) {
    vector.allocateNew(pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      final Pixels pixels = pictures.get(row).pixels();
      if (pixels != null) {
        vector.set(row, value.applyAsInt(pixels));
      }
    }
  }

  private static void fillData(final VarBinaryVector vector, final List<Picture> pictures) {
    vector.allocateNew(pictures.stream().mapToLong(Picture::bytes).sum(), pictures.size());
    for (int row = 0; row < pictures.size(); row++) {
      final Pixels pixels = pictures.get(row).pixels();
      if (pixels != null) {
        vector.setSafe(row, pixels.data());
      }
    }
  }
}
