package io.uring.connector.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {
  @Test
  void shouldNameNumbers() {
    assertThat(Errno.describe(5)).isEqualTo("EIO(5)");
    assertThat(Errno.describe(117)).isEqualTo("EUCLEAN(117)");
    assertThat(Errno.describe(9999)).isEqualTo("errno(9999)");
  }

  @ParameterizedTest
  @CsvSource({
    "Operation not permitted, 1",
    "Input/output error, 5",
    "No such device or address, 6",
    "No such device, 19",
    "Not a directory, 20",
    "Is a directory, 21",
    "Too many open files in system, 23",
    "Too many open files, 24",
    "File name too long, 36",
    "Too many levels of symbolic links or unable to access attributes of symbolic link, 40",
    "Stale file handle, 116",
    "something new, 5"
  })
  void shouldFindTheNumberBehindTheJdksWords(String text, int errno) {
    assertThat(Errno.of(new IOException(text))).isEqualTo(errno);
    assertThat(Errno.of(new FileSystemException("/file", null, text))).isEqualTo(errno);
  }

  @Test
  void shouldFindTheNumberBehindTheJdksTypes() {
    assertThat(Errno.of(new NoSuchFileException("/file"))).isEqualTo(Errno.ENOENT);
    assertThat(Errno.of(new AccessDeniedException("/file"))).isEqualTo(Errno.EACCES);
    assertThat(Errno.of(new FileSystemLoopException("/file"))).isEqualTo(40);
    assertThat(Errno.of(new IOException((String) null))).isEqualTo(Errno.EIO);
  }
}
