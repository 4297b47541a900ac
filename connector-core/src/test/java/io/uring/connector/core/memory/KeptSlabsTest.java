package io.uring.connector.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slabs of one class of size are used again, the warmest first; the coldest is freed first. */
class KeptSlabsTest {
  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 17;

  private final KeptSlabs kept = new KeptSlabs();

  @ParameterizedTest
  @CsvSource({
    "0, 65536",
    "1, 65536",
    "65537, 131072",
    "4194304, 4194304",
    "4194305, 4718592",
    "67108864, 67108864",
    "67108865, 67174400",
    "2147475456, 2147475456"
  })
  void shouldRoundToClassesOfSize(int bytes, int capacity) {
    assertThat(KeptSlabs.capacity(bytes)).isEqualTo(capacity);
  }

  @Test
  void shouldTakeTheLastOfTheSameSize() {
    Slab first = slab(SMALL);
    Slab second = slab(SMALL);
    Slab large = slab(LARGE);
    kept.add(first);
    kept.add(second);
    kept.add(large);
    assertThat(kept.bytes()).isEqualTo(2 * SMALL + LARGE);
    assertThat(kept.take(SMALL)).isSameAs(second);
    assertThat(kept.take(SMALL)).isSameAs(first);
    assertThat(kept.take(SMALL)).isNull();
    assertThat(kept.bytes()).isEqualTo(LARGE);
    kept.evict(0);
  }

  @Test
  void shouldFreeTheOldestFirst() {
    Slab last = slab(SMALL);
    kept.add(slab(LARGE));
    kept.add(slab(SMALL));
    kept.add(last);
    kept.evict(2 * SMALL - 1);
    assertThat(kept.bytes()).isEqualTo(SMALL);
    assertThat(kept.take(LARGE)).isNull();
    assertThat(kept.take(SMALL)).isSameAs(last);
    last.free();
  }

  private static Slab slab(int capacity) {
    SlabPool pool = new SlabPool(1);
    return new Slab(pool, pool.lease(capacity), capacity);
  }
}
