/**
 * Pictures: what their first bytes say of them, and their pixels.
 *
 * <p>Headers are read by own code, because no library says which bytes of a file it lacks: {@link
 * io.uring.connector.core.image.PictureHeader#read} names them, so that no more of a file is read
 * than its header needs. Decoding is the JDK's, and TwelveMonkeys' where the JDK has none. Nothing
 * here keeps bytes that it was given; buffers are read and stay the caller's. Each object is for
 * one thread at a time.
 */
@NullMarked
package io.uring.connector.core.image;

import org.jspecify.annotations.NullMarked;
