package io.uring.connector.core.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.RequestList;
import io.uring.connector.core.arrow.FileBatch;
import io.uring.connector.core.scan.BatchReader;
import io.uring.connector.core.testing.Scans;
import io.uring.connector.core.testing.Scans.Row;
import io.uring.connector.core.testing.TestFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader takes more requests while it reads, and after it has read all. */
interface TakesMore extends EngineUnderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4096})
  default void shouldReadWhatIsAppendedInItsOrder(int batchRows, @TempDir Path folder)
      throws Exception {
    RequestList all = TestFiles.whole(TestFiles.writeMany(folder, 100, 3000));
    RequestList none = all.slice(0, 0);
    List<RequestList> parts =
        List.of(all.slice(0, 7), none, all.slice(7, 8), all.slice(8, 60), none, all.slice(60, 100));
    int next = 0;
    try (BatchReader reader = scan(none).options(options().batchRows(batchRows).build()).open()) {
      for (int part = 0; part < parts.size(); part++) {
        reader.append(parts.get(part));
        // Some are left when the next are appended, and the reader has ended before others.
        int upTo = part == 2 || part == 5 ? Integer.MAX_VALUE : 1;
        for (int i = 0; i < upTo; i++) {
          FileBatch batch = reader.next();
          if (batch == null) {
            break;
          }
          assertThat(parts).contains(batch.requests());
          for (Row row : Scans.rows(batch)) {
            assertThat(row.content()).isEqualTo(TestFiles.content(next, 3000));
            assertThat(batch.files().path(row.file())).isEqualTo(all.files().path(next++));
          }
          batch.close();
        }
      }
      assertThat(next).isEqualTo(100);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  default void shouldCutWhatIsAppendedToItsHead(@TempDir Path folder) throws Exception {
    RequestList all = TestFiles.whole(TestFiles.writeMany(folder, 2, 3000));
    try (BatchReader reader =
        scan(all.slice(0, 1)).options(options().headBytes(10).build()).open()) {
      reader.append(all.slice(1, 2));
      List<byte[]> contents = new ArrayList<>();
      Scans.rows(reader).forEach(row -> contents.add(row.content()));
      assertThat(contents).containsExactly(TestFiles.content(0, 10), TestFiles.content(1, 10));
    }
  }

  @Test
  default void shouldTakeNothingAfterItsEnd(@TempDir Path folder) throws Exception {
    RequestList all = TestFiles.whole(TestFiles.writeMany(folder, 2, 3000));
    BatchReader reader = scan(all).open();
    reader.close();
    assertThatThrownBy(() -> reader.append(all)).isInstanceOf(IllegalStateException.class);
  }
}
