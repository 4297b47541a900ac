package io.uring.connector.core.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntStackTest {
  @Test
  void shouldPopWhatWasPushedLast() {
    IntStack stack = IntStack.empty(3);
    stack.push(7);
    stack.push(5);
    assertThat(stack.peek()).isEqualTo(5);
    assertThat(stack.pop()).isEqualTo(5);
    assertThat(stack.pop()).isEqualTo(7);
    assertThat(stack.isEmpty()).isTrue();
  }

  @Test
  void shouldHoldAllNumbersWithTheLeastOnTop() {
    IntStack stack = IntStack.full(3);
    assertThat(stack.size()).isEqualTo(3);
    assertThat(new int[] {stack.pop(), stack.pop(), stack.pop()}).containsExactly(0, 1, 2);
  }

  @Test
  void shouldRemoveANumberWhereverItIs() {
    for (int removed = 0; removed < 3; removed++) {
      IntStack stack = IntStack.full(3);
      stack.remove(removed);
      stack.remove(9);
      assertThat(stack.size()).isEqualTo(2);
      int first = stack.pop();
      int second = stack.pop();
      assertThat(first).isLessThan(second).isNotEqualTo(removed);
      assertThat(second).isNotEqualTo(removed);
    }
  }

  @Test
  void shouldNeverGrow() {
    IntStack stack = IntStack.full(2);
    assertThatThrownBy(() -> stack.push(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
