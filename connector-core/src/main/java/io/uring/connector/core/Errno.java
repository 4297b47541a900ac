package io.uring.connector.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Linux error numbers by name, the same on x86-64 and AArch64 ({@code
 * include/uapi/asm-generic/errno-base.h} and {@code errno.h}).
 */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** No such device or address: what Linux says when a socket is opened. */
  public static final int ENXIO = 6;

  /** Resource temporarily unavailable. */
  public static final int EAGAIN = 11;

  /** Cannot allocate memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** Not a directory. */
  public static final int ENOTDIR = 20;

  /** Is a directory. */
  public static final int EISDIR = 21;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Too many open files in system. */
  public static final int ENFILE = 23;

  /** Too many open files. */
  public static final int EMFILE = 24;

  /** File too large. */
  public static final int EFBIG = 27;

  /** File name too long. */
  public static final int ENAMETOOLONG = 36;

  /** Function not implemented. */
  public static final int ENOSYS = 38;

  /** Timer expired: a bounded wait inside the kernel has ended. */
  public static final int ETIME = 62;

  /** Illegal byte sequence: here for a file that is not of the format that it begins as. */
  public static final int EILSEQ = 84;

  /** Operation not supported. */
  public static final int EOPNOTSUPP = 95;

  /** Stale file handle: here also for a file that is not the one that was listed. */
  public static final int ESTALE = 116;

  /** Operation canceled. */
  public static final int ECANCELED = 125;

  private record Entry(int number, String name, String text) {}

  private static final Entry[] ENTRIES = {
    new Entry(EPERM, "EPERM", "Operation not permitted"),
    new Entry(ENOENT, "ENOENT", "No such file or directory"),
    new Entry(EINTR, "EINTR", "Interrupted system call"),
    new Entry(EIO, "EIO", "Input/output error"),
    new Entry(ENXIO, "ENXIO", "No such device or address"),
    new Entry(9, "EBADF", "Bad file descriptor"),
    new Entry(EAGAIN, "EAGAIN", "Resource temporarily unavailable"),
    new Entry(ENOMEM, "ENOMEM", "Cannot allocate memory"),
    new Entry(EACCES, "EACCES", "Permission denied"),
    new Entry(EFAULT, "EFAULT", "Bad address"),
    new Entry(EBUSY, "EBUSY", "Device or resource busy"),
    new Entry(17, "EEXIST", "File exists"),
    new Entry(19, "ENODEV", "No such device"),
    new Entry(ENOTDIR, "ENOTDIR", "Not a directory"),
    new Entry(EISDIR, "EISDIR", "Is a directory"),
    new Entry(EINVAL, "EINVAL", "Invalid argument"),
    new Entry(ENFILE, "ENFILE", "Too many open files in system"),
    new Entry(EMFILE, "EMFILE", "Too many open files"),
    new Entry(25, "ENOTTY", "Inappropriate ioctl for device"),
    new Entry(26, "ETXTBSY", "Text file busy"),
    new Entry(EFBIG, "EFBIG", "File too large"),
    new Entry(28, "ENOSPC", "No space left on device"),
    new Entry(29, "ESPIPE", "Illegal seek"),
    new Entry(30, "EROFS", "Read-only file system"),
    new Entry(35, "EDEADLK", "Resource deadlock avoided"),
    new Entry(ENAMETOOLONG, "ENAMETOOLONG", "File name too long"),
    new Entry(ENOSYS, "ENOSYS", "Function not implemented"),
    new Entry(40, "ELOOP", "Too many levels of symbolic links"),
    new Entry(61, "ENODATA", "No data available"),
    new Entry(ETIME, "ETIME", "Timer expired"),
    new Entry(71, "EPROTO", "Protocol error"),
    new Entry(74, "EBADMSG", "Bad message"),
    new Entry(75, "EOVERFLOW", "Value too large for defined data type"),
    new Entry(EILSEQ, "EILSEQ", "Invalid or incomplete multibyte or wide character"),
    new Entry(EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"),
    new Entry(103, "ECONNABORTED", "Software caused connection abort"),
    new Entry(104, "ECONNRESET", "Connection reset by peer"),
    new Entry(107, "ENOTCONN", "Transport endpoint is not connected"),
    new Entry(110, "ETIMEDOUT", "Connection timed out"),
    new Entry(112, "EHOSTDOWN", "Host is down"),
    new Entry(113, "EHOSTUNREACH", "No route to host"),
    new Entry(117, "EUCLEAN", "Structure needs cleaning"),
    new Entry(ESTALE, "ESTALE", "Stale file handle"),
    new Entry(121, "EREMOTEIO", "Remote I/O error"),
    new Entry(122, "EDQUOT", "Disk quota exceeded"),
    new Entry(123, "ENOMEDIUM", "No medium found"),
    new Entry(ECANCELED, "ECANCELED", "Operation canceled"),
    new Entry(126, "ENOKEY", "Required key not available"),
  };

  private static final Map<Integer, Entry> BY_NUMBER = byNumber();

  private Errno() {}

  /**
   * An error number as {@code EIO(5)}.
   *
   * @param errno a positive error number
   * @return name and number; {@code errno(n)} where the name is not known here
   */
  public static String describe(final int errno) {
    final Entry entry = BY_NUMBER.get(errno);
    return (entry == null ? "errno" : entry.name) + "(" + errno + ")";
  }

  /**
   * An error number's name.
   *
   * @param errno a positive Linux error number
   * @return such as {@code EIO}, or the number where it has no name here
   */
  public static String name(final int errno) {
    final Entry entry = BY_NUMBER.get(errno);
    return entry == null ? Integer.toString(errno) : entry.name;
  }

  /**
   * The error number behind an exception of {@code java.nio.file}, which keeps only the words that
   * {@code strerror} has for it.
   *
   * @param failure what a file operation threw
   * @return the number; {@link #EIO} where the words are not known
   */
  public static int of(final IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return ENOENT;
    }
    if (failure instanceof AccessDeniedException) {
      return EACCES;
    }
    if (failure instanceof FileSystemLoopException) {
      return 40;
    }
    final @Nullable String text =
        failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
    if (text != null) {
      for (final Entry entry : ENTRIES) {
        if (text.startsWith(entry.text)) {
          return entry.number;
        }
      }
    }
    return EIO;
  }

  private static Map<Integer, Entry> byNumber() {
    final Map<Integer, Entry> map = new HashMap<>();
    for (final Entry entry : ENTRIES) {
      map.put(entry.number, entry);
    }
    return Map.copyOf(map);
  }
}
