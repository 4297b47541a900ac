package io.uring.connector.spark;

import io.uring.connector.core.Errno;
import io.uring.connector.core.ReadFailure;
import io.uring.connector.core.image.PictureHeader;
import io.uring.connector.core.image.Pixels;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** What there is for a row that refers to a file: the values of the columns that are added. */
final class ReferenceContent {
  /** Of a row that refers to nothing. */
  static final ReferenceContent NONE = new ReferenceContent(null, Picture.NONE, null, null);

  private final byte @Nullable [] bytes;
  private final Picture picture;

  /** Where the picture is from, as a URL. */
  private final @Nullable String origin;

  private final @Nullable ReadFailure failure;

  private ReferenceContent(
      final byte @Nullable [] bytes,
      final Picture picture,
      final @Nullable String origin,
      final @Nullable ReadFailure failure) {
    this.bytes = bytes;
    this.picture = picture;
    this.origin = origin;
    this.failure = failure;
  }

  /** Bytes, and what they are as a picture. */
  static ReferenceContent of(
      final byte[] bytes, final Picture picture, final @Nullable String origin) {
    return new ReferenceContent(bytes, picture, origin, null);
  }

  static ReferenceContent failed(final ReadFailure failure) {
    return new ReferenceContent(null, Picture.NONE, null, failure);
  }

  void addTo(final List<@Nullable Object> values, final Decode decode, final boolean hasError) {
    values.add(bytes);
    addPicture(values, decode);
    if (hasError) {
      values.add(
          failure == null
              ? null
              : RowFactory.create(
                  failure.kind().name(),
                  Errno.name(failure.errno()),
                  failure.operation(),
                  failure.offset(),
                  failure.message()));
    }
  }

  private void addPicture(final List<@Nullable Object> values, final Decode decode) {
    final PictureHeader header = picture.header();
    if (header == null) {
      final Pixels pixels = picture.pixels();
      Collections.addAll(values, pixels == null ? nulls(decode) : new Object[] {image(pixels)});
      return;
    }
    values.add(header.format().name());
    values.add(header.width());
    values.add(header.height());
    values.add(header.orientation());
  }

  private Row image(final Pixels pixels) {
    return RowFactory.create(
        origin, pixels.height(), pixels.width(), pixels.channels(), pixels.mode(), pixels.data());
  }

  private static @Nullable Object[] nulls(final Decode decode) {
    return new @Nullable Object[decode.columns().length()];
  }
}
