package io.uring.connector.core.engine.uring;

import static io.uring.connector.core.engine.uring.SimulatedKernel.check;

import io.uring.connector.core.Errno;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to requests between their submission and their completion, and the ring's table of
 * files. Memory is written to at the completion only, and names are read at the submission only.
 */
final class SimulatedRequests {
  /** The last one is what becomes of a read whose submitter's thread has ended. */
  private static final int[] AGAIN = {Errno.EAGAIN, Errno.EINTR, Errno.EFAULT};

  private static final int NOP = 0;
  private static final int READV = 1;
  private static final int ASYNC_CANCEL = 14;
  private static final int OPENAT = 18;
  private static final int CLOSE = 19;
  private static final int READ = 22;
  private static final int FADVISE = 24;
  private static final int FIXED_FILE = 1;
  private static final int LINK = 4;
  private static final int HARDLINK = 8;
  private static final int SKIP_SUCCESS = 0x40;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CANCEL_ALL = 1;
  private static final int CANCEL_ANY = 4;
  private static final int DONTCACHE = 0x80;
  private static final int DIRECT = OpenFlags.DIRECT;
  private static final int BLOCK = 4096;
  private static final int EBADF = 9;
  private static final int EALREADY = 114;

  /** A request's tries after which it goes through. */
  private static final int MOST_TRIES = 5;

  private final SimulatedKernel kernel;
  private final SimulatedRing ring;
  private final SplittableRandom random;
  private final SimulatedFiles.File[] slots;
  private final boolean[] directSlots;
  private final List<Request> running = new ArrayList<>();
  private Request lastOfChain;
  private int submissions;
  private int tries;

  /** One entry, as it was when it was submitted. */
  private static final class Request {
    int opcode;
    int flags;
    int fd;
    long offset;
    long address;
    int length;
    int opFlags;
    int slot;
    long userData;
    String name;
    SimulatedFiles.File file;
    boolean direct;
    long[] targets = {};
    int[] lengths = {};
    Request next;

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    boolean isRead() {
      return opcode == READ || opcode == READV;
    }
  }

  SimulatedRequests(
      SimulatedKernel kernel, SimulatedRing ring, int slots, SplittableRandom random) {
    this.kernel = kernel;
    this.ring = ring;
    this.random = random;
    this.slots = new SimulatedFiles.File[slots];
    directSlots = new boolean[slots];
  }

  /** Entries taken that are no cancellations. */
  int submissions() {
    return submissions;
  }

  /** Completions that can still come. */
  int inFlight() {
    return all().size();
  }

  /** Completions of those that write to memory. */
  int readsInFlight() {
    return (int) all().stream().filter(Request::isRead).count();
  }

  boolean isTarget(ByteBuffer slab) {
    for (Request request : all()) {
      for (long target : request.targets) {
        if (kernel.memory.isWithin(slab, target)) {
          return true;
        }
      }
    }
    return false;
  }

  void closeSlot(int slot) {
    slots[slot] = null;
  }

  /** Takes an entry; it runs when those before it in its chain have ended. */
  void submit(ByteBuffer sqe) {
    Request request = read(sqe);
    if (lastOfChain == null) {
      start(request);
    } else {
      lastOfChain.next = request;
    }
    lastOfChain = request.has(LINK | HARDLINK) ? request : null;
    if (request.opcode != ASYNC_CANCEL) {
      submissions++;
    }
  }

  /** Whether the last entry taken is linked to one that was not. */
  boolean isWithinChain() {
    return lastOfChain != null;
  }

  /** Ends the chain at the border of a submission, and what was cached. */
  void endOfSubmission() {
    lastOfChain = null;
    for (Request request : List.copyOf(running)) {
      if (kernel.happens(kernel.chances.immediate) && running.contains(request)) {
        if (canEnd(request)) {
          end(request);
        }
      }
    }
  }

  /** Ends any request; false where there is none that can end. */
  boolean endOne() {
    List<Request> able = running.stream().filter(SimulatedRequests::canEnd).toList();
    if (able.isEmpty()) {
      return false;
    }
    end(able.get(random.nextInt(able.size())));
    return true;
  }

  private static boolean canEnd(Request request) {
    return request.file == null || !request.file.hangs;
  }

  private List<Request> all() {
    List<Request> all = new ArrayList<>();
    for (Request head : running) {
      for (Request each = head; each != null; each = each.next) {
        all.add(each);
      }
    }
    return all;
  }

  private Request read(ByteBuffer sqe) {
    Request request = new Request();
    request.opcode = sqe.get(0) & 0xFF;
    request.flags = sqe.get(1) & 0xFF;
    request.fd = sqe.getInt(4);
    request.offset = sqe.getLong(8);
    request.address = sqe.getLong(16);
    request.length = sqe.getInt(24);
    request.opFlags = sqe.getInt(28);
    request.userData = sqe.getLong(32);
    request.slot = sqe.getInt(44) - 1;
    check(sqe.getShort(2) == 0, "ioprio is set");
    check(sqe.getInt(40) == 0, "buf_index or personality is set");
    check(sqe.getLong(48) == 0 && sqe.getLong(56) == 0, "the entry's end is not zero");
    check((request.flags & ~(FIXED_FILE | LINK | HARDLINK | SKIP_SUCCESS)) == 0, "unknown flags");
    switch (request.opcode) {
      case OPENAT -> {
        check(request.slot >= 0 && request.slot < slots.length, "open into slot " + request.slot);
        check((request.opFlags & O_CLOEXEC) == 0, "EINVAL: O_CLOEXEC of a slot");
        check(!request.has(FIXED_FILE), "EBADF: the folder is no slot");
        request.name = kernel.string(request.address);
      }
      case READ -> {
        check(request.length >= 0, "length " + request.length);
        checkFile(request);
        request.targets = new long[] {request.address};
        request.lengths = new int[] {request.length};
        checkTargets(request);
      }
      case READV -> {
        checkFile(request);
        ByteBuffer iovecs = kernel.memory.toRead(request.address, 16 * request.length);
        request.targets = new long[request.length];
        request.lengths = new int[request.length];
        for (int i = 0; i < request.length; i++) {
          request.targets[i] = iovecs.getLong();
          request.lengths[i] = Math.toIntExact(iovecs.getLong());
        }
        checkTargets(request);
      }
      case ASYNC_CANCEL -> check((request.opFlags & ~(CANCEL_ALL | CANCEL_ANY)) == 0, "cancel");
      case CLOSE -> check(request.slot >= 0 && request.fd == 0, "close of a slot");
      case FADVISE -> check(request.has(FIXED_FILE) && request.opFlags == 1, "advice");
      case NOP -> {}
      default -> throw new AssertionError("unknown operation: " + request.opcode);
    }
    return request;
  }

  private void checkFile(Request request) {
    check(request.opFlags == 0 || request.opFlags == DONTCACHE, "flags " + request.opFlags);
    if (request.has(FIXED_FILE)) {
      check(request.fd >= 0 && request.fd < slots.length, "a read of slot " + request.fd);
    } else {
      check(kernel.file(request.fd) != null, "a read of what is not open: fd=" + request.fd);
    }
  }

  private void checkTargets(Request request) {
    for (int i = 0; i < request.targets.length; i++) {
      kernel.memory.toWrite(request.targets[i], request.lengths[i]);
    }
  }

  private void start(Request request) {
    running.add(request);
    if (request.isRead()) {
      boolean isSlot = request.has(FIXED_FILE);
      request.file = isSlot ? slots[request.fd] : kernel.file(request.fd);
      request.direct = isSlot && directSlots[request.fd];
      if (request.file != null) {
        request.file.isBeingRead = true;
      }
    }
  }

  private void end(Request request) {
    int asked = 0;
    for (int length : request.lengths) {
      asked += length;
    }
    int result = run(request, asked);
    running.remove(request);
    boolean failed = result < 0 || (request.isRead() && result < asked);
    if (failed || !request.has(SKIP_SUCCESS)) {
      ring.complete(request.userData, result);
    }
    if (request.next == null) {
      return;
    }
    if (!failed || request.has(HARDLINK)) {
      start(request.next);
      if (kernel.happens(kernel.chances.immediate) && canEnd(request.next)) {
        end(request.next);
      }
      return;
    }
    for (Request each = request.next; each != null; each = each.next) {
      if (!request.has(SKIP_SUCCESS)) {
        ring.complete(each.userData, -Errno.ECANCELED);
      }
    }
  }

  private int run(Request request, int asked) {
    if (request.opcode != ASYNC_CANCEL
        && kernel.happens(kernel.chances.again)
        && tries++ % MOST_TRIES != 0) {
      return -AGAIN[random.nextInt(AGAIN.length)];
    }
    return switch (request.opcode) {
      case OPENAT -> openat(request);
      case READ, READV -> read(request, asked);
      case ASYNC_CANCEL -> cancel(request);
      case CLOSE -> {
        slots[request.slot] = null;
        yield 0;
      }
      default -> 0;
    };
  }

  private int openat(Request request) {
    SimulatedFiles.File file = kernel.find(request.fd, request.name);
    if (file == null) {
      return -Errno.ENOENT;
    }
    if (file.openErrno != 0) {
      return -file.openErrno;
    }
    boolean direct = (request.opFlags & DIRECT) != 0;
    if (direct && file.refusesDirect && file.mode == SimulatedFiles.REGULAR) {
      return -Errno.EINVAL;
    }
    slots[request.slot] = file;
    directSlots[request.slot] = direct;
    return 0;
  }

  private int read(Request request, int asked) {
    if (request.file == null) {
      return -EBADF;
    }
    int most = asked;
    if (asked > 1 && kernel.happens(kernel.chances.shortRead)) {
      most = 1 + random.nextInt(asked - 1);
    }
    if (request.opFlags != 0 && !kernel.dropsCache) {
      return -Errno.EOPNOTSUPP;
    }
    if (request.direct && request.file.mode == SimulatedFiles.REGULAR) {
      check(isAligned(request, asked), "EINVAL: a direct read that is not aligned");
      most = Math.max(BLOCK, most & -BLOCK);
    }
    ByteBuffer[] targets = new ByteBuffer[request.targets.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = kernel.memory.toWrite(request.targets[i], request.lengths[i]);
    }
    return request.file.read(request.offset, most, request.direct, targets);
  }

  private static boolean isAligned(Request request, int asked) {
    return (request.offset | request.targets[0] | asked) % BLOCK == 0 && asked > 0;
  }

  private int cancel(Request request) {
    boolean any = (request.opFlags & CANCEL_ANY) != 0;
    int found = 0;
    int canceled = 0;
    for (Request each : List.copyOf(running)) {
      boolean meant = each != request && (any || each.userData == request.address);
      if (meant && running.contains(each)) {
        found++;
        boolean able = each.file == null || !each.file.cannotBeCanceled;
        if (able
            && (each.file != null && each.file.hangs
                || kernel.happens(kernel.chances.cancelable))) {
          canceled++;
          cancelNow(each);
        }
      }
    }
    if ((request.opFlags & CANCEL_ALL) != 0) {
      return canceled;
    }
    return found == 0 ? -Errno.ENOENT : canceled == 0 ? -EALREADY : 0;
  }

  private void cancelNow(Request request) {
    running.remove(request);
    ring.complete(request.userData, -Errno.ECANCELED);
    boolean silent = request.has(SKIP_SUCCESS);
    for (Request each = request.next; each != null; each = each.next) {
      if (!silent) {
        ring.complete(each.userData, -Errno.ECANCELED);
      }
    }
  }
}
