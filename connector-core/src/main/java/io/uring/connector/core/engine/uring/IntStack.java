package io.uring.connector.core.engine.uring;

/** A small stack of numbers that never grows. */
final class IntStack {
  private final int[] numbers;
  private int size;

  private IntStack(final int capacity) {
    numbers = new int[capacity];
  }

  static IntStack empty(final int capacity) {
    return new IntStack(capacity);
  }

  /** Holds the numbers from 0; the least is on top. */
  static IntStack full(final int capacity) {
    final IntStack stack = new IntStack(capacity);
    for (int number = capacity - 1; number >= 0; number--) {
      stack.push(number);
    }
    return stack;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void push(final int number) {
    numbers[size++] = number;
  }

  int pop() {
    return numbers[--size];
  }

  int peek() {
    return numbers[size - 1];
  }

  /** Takes a number out wherever it is, if it is here. */
  void remove(final int number) {
    for (int i = size - 1; i >= 0; i--) {
      if (numbers[i] == number) {
        System.arraycopy(numbers, i + 1, numbers, i, --size - i);
      }
    }
  }
}
