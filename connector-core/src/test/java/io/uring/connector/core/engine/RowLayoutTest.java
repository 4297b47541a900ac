package io.uring.connector.core.engine;

import static io.uring.connector.core.engine.BatchRead.BLOCK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.CacheUse;
import io.uring.connector.core.DirectIo;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import org.junit.jupiter.api.Test;

/** Rows lie close together, but direct ones in blocks of their own. */
class RowLayoutTest {
  private static final int MIB = 1 << 20;
  private static final long[] OFFSETS = {0, 1, 4095, 4096, 10_000, 0, 8191};
  private static final long[] LENGTHS = {4096, 1, 1, 0, 8192, 4095, 12_289};

  @Test
  void shouldLeaveNoGaps() {
    RowLayout layout = new RowLayout(ranges(OFFSETS, LENGTHS), options(DirectIo.NEVER));
    assertThat(layout.positions(0, 7, 28_674))
        .containsExactly(0, 4096, 4097, 4098, 4098, 12_290, 16_385, 28_674);
    assertThat(layout.positions(4, 2, 28_674)).containsExactly(0, 8192, 12_287);
    assertThat(layout.bytes(0, 7)).isEqualTo(28_674);
    assertThat(layout.bytes(4, 2)).isEqualTo(12_287);
  }

  @Test
  void shouldGiveDirectRowsBlocksOfTheirOwn() {
    RowLayout layout = new RowLayout(ranges(OFFSETS, LENGTHS), options(DirectIo.ALWAYS));
    int[] position = layout.positions(0, 7, MIB);
    int free = 0;
    for (int row = 0; row < 7; row++) {
      int lead = layout.isDirect(row) ? (int) (OFFSETS[row] % BLOCK) : 0;
      assertThat(position[row] - lead).isGreaterThanOrEqualTo(free);
      free = position[row] + (int) LENGTHS[row];
      if (layout.isDirect(row)) {
        assertThat(position[row] % BLOCK).isEqualTo(lead);
        // To the end of the block that holds the byte behind the row.
        free += BLOCK - free % BLOCK;
      }
    }
    assertThat(position[7]).isEqualTo(free);
    assertThat(layout.bytes(0, 7)).isEqualTo(free);
  }

  @Test
  void shouldGoAroundTheCacheWhereItGains() {
    RequestList requests = ranges(new long[3], new long[] {0, MIB - 1, MIB});
    assertThat(direct(requests, options(DirectIo.ALWAYS))).containsExactly(false, true, true);
    assertThat(direct(requests, options(DirectIo.AUTO))).containsExactly(false, false, false);
    assertThat(direct(requests, ReadOptions.builder().cache(CacheUse.DROP).build()))
        .containsExactly(false, false, true);
  }

  @Test
  void shouldRefuseASlabThatIsTooSmall() {
    RowLayout layout = new RowLayout(ranges(OFFSETS, LENGTHS), options(DirectIo.NEVER));
    assertThatThrownBy(() -> layout.positions(0, 3, 4097))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slab is too small: capacity=4097, row=2, end=4098");
  }

  private static boolean[] direct(RequestList requests, ReadOptions options) {
    RowLayout layout = new RowLayout(requests, options);
    boolean[] direct = new boolean[requests.size()];
    for (int request = 0; request < direct.length; request++) {
      direct[request] = layout.isDirect(request);
    }
    return direct;
  }

  private static ReadOptions options(DirectIo directIo) {
    return ReadOptions.builder().directIo(directIo).build();
  }

  private static RequestList ranges(long[] offsets, long[] lengths) {
    FileTable.Builder table = FileTable.builder();
    table.addPath("/file".getBytes(UTF_8), 4 * MIB, 0, false);
    return RequestList.ranges(table.build(), new int[offsets.length], offsets, lengths);
  }
}
