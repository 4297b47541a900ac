package io.uring.connector.flink.split;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Numbers in as many bytes as they need, seven bits in each, the lowest first (LEB128). */
final class Varint {
  private Varint() {}

  static void write(final long number, final DataOutput out) throws IOException {
    long left = number;
    while ((left & ~0x7FL) != 0) {
      out.writeByte(((int) left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  static long read(final DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      final byte next = in.readByte();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IOException("a number of more than 64 bits: the split is damaged");
  }

  /** Small ones of either sign are short (zigzag). */
  static void writeSigned(final long number, final DataOutput out) throws IOException {
    write((number << 1) ^ (number >> (Long.SIZE - 1)), out);
  }

  static long readSigned(final DataInput in) throws IOException {
    final long number = read(in);
    return (number >>> 1) ^ -(number & 1);
  }
}
