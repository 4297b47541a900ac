package io.uring.connector.core.engine.uring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.uring.connector.core.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * A kernel with one ring, in which whatever Linux leaves open is left to chance: when requests end
 * and in which order, short reads, {@code EAGAIN}, what a cancellation catches, how much of a
 * submission is taken. What Linux would punish, or silently get wrong, is a violation.
 *
 * <p>For the ring's thread, apart from {@link #violations} and what is asked after it has ended.
 */
final class SimulatedKernel implements NativeCalls {
  private static final int RING_FD = 3;
  private static final int AT_FDCWD = -100;
  private static final long FILE_SYSTEM = 0xEF53;
  private static final int EXT_ARG = 8;
  private static final int REGISTER_FILES2 = 13;
  private static final int REGISTER_FILES_UPDATE2 = 14;
  private static final int NEWEST_FLAG = 0x10000;

  /** Where Linux has a say: each is a chance of 0 to 1. */
  static final class Chances {
    /** A request ends within the call that submits it, as one for cached data does. */
    double immediate;

    /** A read brings a part. */
    double shortRead;

    /** A request ends with EAGAIN or EINTR. */
    double again;

    /** A call is refused and has taken nothing. */
    double refused;

    /** A call takes a part of what it was given. */
    double partly;

    /** A wait ends by its timeout. */
    double timeout;

    /** A request that runs can be canceled. */
    double cancelable;

    /** A call that opens a file or a folder fails. */
    double noOpen;
  }

  final SimulatedMemory memory = new SimulatedMemory();
  final SimulatedFiles files = new SimulatedFiles();
  final Chances chances = new Chances();

  /** Chains that are cut in two by a call that takes a part of what it was given. */
  int mostSplits;

  /** Setup flags, the newest first, that this kernel does not know. */
  int unknownFlags;

  /** Whether a read can keep out of the page cache. */
  boolean dropsCache;

  /** The call that fails, counted from 1 over setup, mmap and register; 0 for none. */
  int failingCall;

  private final SplittableRandom random;
  private final List<AssertionError> violations = new ArrayList<>();
  private final Map<Integer, String> folderPaths = new HashMap<>();
  private final Map<Integer, SimulatedFiles.File> openFiles = new HashMap<>();
  private final Set<Long> mappings = new HashSet<>();
  private int splits;
  private int setupCalls;
  private int nextFd = 100;
  private boolean ringIsOpen;
  private final AtomicReference<Thread> caller = new AtomicReference<>();
  private SimulatedRing ring;
  private SimulatedRequests requests;
  private int enters;
  private int mostInFlight;

  SimulatedKernel(SplittableRandom random) {
    this.random = random;
  }

  /** What Linux would have punished. */
  List<AssertionError> violations() {
    synchronized (violations) {
      return List.copyOf(violations);
    }
  }

  int enters() {
    return enters;
  }

  int submissions() {
    return requests.submissions();
  }

  int mostInFlight() {
    return mostInFlight;
  }

  /** Whether anything can still write to this slab. */
  boolean isTarget(ByteBuffer slab) {
    return requests.isTarget(slab);
  }

  /** Reads that have not ended. */
  int inFlight() {
    return requests == null ? 0 : requests.readsInFlight();
  }

  /** Descriptors and mappings that were not given back. */
  List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    if (ringIsOpen) {
      leaks.add("ring");
    }
    folderPaths.values().forEach(path -> leaks.add("folder " + path));
    openFiles.keySet().forEach(fd -> leaks.add("file " + fd));
    mappings.forEach(address -> leaks.add("mapping at " + address));
    return leaks;
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public int io_uring_setup(int entries, long params) {
    return call(
        () -> {
          check(!ringIsOpen, "two rings of one thread");
          ByteBuffer fields = memory.toWrite(params, Params.SIZE).slice();
          fields.order(ByteOrder.nativeOrder());
          int flags = fields.getInt(Params.FLAGS);
          for (int i = 0; i < unknownFlags; i++) {
            if ((flags & Params.SETUP_LADDER[i]) != 0) {
              return -Errno.EINVAL;
            }
          }
          if (isFailing()) {
            return -Errno.ENOMEM;
          }
          ringIsOpen = true;
          ring = new SimulatedRing(memory, fields, entries, (flags & NEWEST_FLAG) == 0);
          return RING_FD;
        });
  }

  @Override
  public int io_uring_enter(
      int fd, int toSubmit, int minComplete, int flags, long argument, long argumentSize) {
    return call(
        () -> {
          check(fd == RING_FD && ringIsOpen, "no ring: fd=" + fd);
          check((flags & ~(EXT_ARG | 1)) == 0, "unknown flags of enter: " + flags);
          enters++;
          if (happens(chances.refused)) {
            return -List.of(Errno.EAGAIN, Errno.EBUSY, Errno.ENOMEM, Errno.EINTR)
                .get(random.nextInt(4));
          }
          int taken = submit(toSubmit);
          if (taken < toSubmit) {
            return taken;
          }
          return wait(minComplete) || taken > 0 ? taken : -Errno.ETIME;
        });
  }

  private int submit(int toSubmit) {
    int pending = ring.submitted();
    check(toSubmit == pending, "submits " + toSubmit + " of " + pending);
    int take = happens(chances.partly) ? random.nextInt(toSubmit + 1) : toSubmit;
    if (take == 0 && toSubmit > 0) {
      return -Errno.EAGAIN;
    }
    for (int i = 0; i < take; i++) {
      requests.submit(ring.nextSubmission());
    }
    while (requests.isWithinChain() && splits == mostSplits) {
      requests.submit(ring.nextSubmission());
      take++;
    }
    splits += requests.isWithinChain() ? 1 : 0;
    requests.endOfSubmission();
    mostInFlight = Math.max(mostInFlight, requests.readsInFlight());
    return take;
  }

  /** Whether as many completions came before the time was up. */
  private boolean wait(int minComplete) {
    check(
        minComplete <= ring.completions() + requests.inFlight(),
        "waits for " + minComplete + " completions where so many cannot come");
    while (ring.completions() < minComplete) {
      if (happens(chances.timeout) || !requests.endOne()) {
        pause();
        return false;
      }
    }
    while (random.nextInt(3) == 0 && requests.endOne()) {
      // Some more that have ended meanwhile.
    }
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int io_uring_register(int fd, int opcode, long argument, int count) {
    return call(
        () -> {
          check(fd == RING_FD && ringIsOpen, "no ring: fd=" + fd);
          check(count == 32, "size of the argument: " + count);
          if (isFailing()) {
            return -Errno.EMFILE;
          }
          ByteBuffer fields = memory.toRead(argument, count).slice();
          fields.order(ByteOrder.nativeOrder());
          switch (opcode) {
            case REGISTER_FILES2 -> {
              check(fields.getInt(4) == 1, "files are sparse");
              requests = new SimulatedRequests(this, ring, fields.getInt(0), random);
            }
            case REGISTER_FILES_UPDATE2 -> {
              int slots = fields.getInt(24);
              ByteBuffer fds = memory.toRead(fields.getLong(8), slots * Integer.BYTES);
              for (int i = 0; i < slots; i++) {
                check(fds.getInt() == -1, "slots are only closed");
                requests.closeSlot(fields.getInt(0) + i);
              }
              return slots;
            }
            default -> throw new AssertionError("unknown registration: " + opcode);
          }
          return 0;
        });
  }

  @Override
  public int statx(long path, int flags, int mask, long statxBuffer) {
    return call(
        () -> {
          SimulatedFiles.File file = files.find(string(path));
          ByteBuffer fields = memory.toWrite(statxBuffer, 256).slice();
          fields.order(ByteOrder.nativeOrder());
          if (file == null) {
            return -Errno.ENOENT;
          }
          fields.putShort(28, (short) (file.mode | 0x1A4));
          fields.putLong(40, file.size);
          fields.putLong(112, Math.floorDiv(file.modifiedNanos, 1_000_000_000L));
          fields.putInt(120, (int) Math.floorMod(file.modifiedNanos, 1_000_000_000L));
          return 0;
        });
  }

  @Override
  public int statfs(long path, long statfsBuffer) {
    return call(
        () -> {
          memory.toWrite(statfsBuffer, 120).putLong(FILE_SYSTEM);
          return files.find(string(path)) == null ? -Errno.ENOENT : 0;
        });
  }

  @Override
  public int openat(int folder, long path, int flags) {
    return call(
        () -> {
          String name = string(path);
          SimulatedFiles.File file = find(folder, name);
          if (file == null) {
            return -Errno.ENOENT;
          }
          if (happens(chances.noOpen)) {
            return -Errno.EMFILE;
          }
          if ((flags & OpenFlags.PATH) == 0) {
            check((flags & OpenFlags.NONBLOCK) != 0, "an open that may wait for ever: " + name);
            if (file.openErrno != 0) {
              return -file.openErrno;
            }
            openFiles.put(nextFd, file);
            return nextFd++;
          }
          if (file.mode != SimulatedFiles.FOLDER) {
            return -Errno.ENOTDIR;
          }
          folderPaths.put(nextFd, name);
          return nextFd++;
        });
  }

  @Override
  public int preadv(int fd, long iovecs, int count, long offset) {
    return call(
        () -> {
          throw new AssertionError("a blocking read on the ring's thread");
        });
  }

  @Override
  public long mmap(long length, int fd, long offset) {
    if (isFailing()) {
      return -Errno.ENOMEM;
    }
    long address = offset == 0 ? ring.map(length) : ring.mapEntries(length);
    mappings.add(address);
    return address;
  }

  @Override
  public int munmap(long address, long length) {
    return call(
        () -> {
          check(mappings.remove(address), "not mapped: " + address);
          memory.unmap(address, length);
          return 0;
        });
  }

  @Override
  public int close(int fd) {
    return call(
        () -> {
          if (fd == RING_FD) {
            check(ringIsOpen, "the ring is closed twice");
            check(inFlight() == 0, "the ring is closed with reads in flight");
            ringIsOpen = false;
          } else {
            boolean closed = folderPaths.remove(fd) != null || openFiles.remove(fd) != null;
            check(closed, "closed twice or never opened: fd=" + fd);
          }
          return 0;
        });
  }

  @Override
  public ByteBuffer view(long address, long length) {
    ByteBuffer piece = memory.piece(address);
    check(piece.capacity() == length, "a view of another length");
    return piece;
  }

  @Override
  public long address(ByteBuffer direct) {
    return memory.address(direct);
  }

  /** What a name below an open folder, or a path, leads to now; null for nothing. */
  SimulatedFiles.File find(int folder, String name) {
    if (folder == AT_FDCWD) {
      check(name.startsWith("/"), "a relative path without its folder: " + name);
      return files.find(name);
    }
    check(folderPaths.containsKey(folder), "no open folder: fd=" + folder);
    return files.find(name.startsWith("/") ? name : folderPaths.get(folder) + "/" + name);
  }

  /** What is open at a descriptor; null for nothing. */
  SimulatedFiles.File file(int fd) {
    return openFiles.get(fd);
  }

  /** A string as C has it. */
  String string(long address) {
    StringBuilder text = new StringBuilder();
    for (long at = address; ; at++) {
      byte each = memory.toRead(at, 1).get();
      if (each == 0) {
        check(text.length() < 4096, "a path is too long");
        return new String(text.toString().getBytes(ISO_8859_1), ISO_8859_1);
      }
      text.append((char) (each & 0xFF));
    }
  }

  boolean happens(double chance) {
    return chance > 0 && random.nextDouble() < chance;
  }

  static void check(boolean holds, String violation) {
    if (!holds) {
      throw new AssertionError(violation);
    }
  }

  private boolean isFailing() {
    return ++setupCalls == failingCall;
  }

  /** A system call: violations are kept, because the engine would take them for its own failure. */
  private int call(IntSupplier body) {
    boolean alone = caller.compareAndSet(null, Thread.currentThread());
    try {
      check(alone, "two threads at a ring at once");
      return body.getAsInt();
    } catch (AssertionError violation) {
      synchronized (violations) {
        violations.add(violation);
      }
      throw violation;
    } finally {
      if (alone) {
        caller.set(null);
      }
    }
  }
}
