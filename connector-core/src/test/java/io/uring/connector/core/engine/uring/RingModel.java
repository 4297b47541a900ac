package io.uring.connector.core.engine.uring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.uring.connector.core.Errno;
import io.uring.connector.core.FileTable;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.Verify;
import io.uring.connector.core.engine.BatchRead;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Some files, what has become of them since they were listed, requests for them, and what each
 * request must bring: the model that a ring is held to.
 */
final class RingModel {
  final ReadOptions options;
  final RequestList requests;

  private final SplittableRandom random;
  private final SimulatedFiles files;
  private final List<Change> changes = new ArrayList<>();

  /** What has become of a file, and whether its folder's time shows it. */
  private enum Fate {
    REMOVED,
    DENIED,
    BAD,
    SHRUNK,
    GROWN,
    REWRITTEN,
    REPLACED,
    FOLDER,
    FIFO,
    LISTED_AS_SPECIAL,
    NONE
  }

  private record Folder(String path, SimulatedFiles.File file, boolean known) {}

  private record Change(SimulatedFiles.File file, Fate fate, Folder folder) {}

  RingModel(SimulatedFiles files, ReadOptions options, SplittableRandom random) {
    this.files = files;
    this.options = options;
    this.random = random;
    List<Folder> folders = new ArrayList<>();
    FileTable.Builder table = FileTable.builder();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      String path = "/" + (i == 0 ? "" : name() + "_") + i;
      SimulatedFiles.File file = files.add(path.getBytes(ISO_8859_1));
      file.mode = SimulatedFiles.FOLDER;
      file.modifiedNanos = random.nextLong();
      boolean known = random.nextInt(4) != 0;
      folders.add(new Folder(path, file, known));
      byte[] bytes = path.getBytes(ISO_8859_1);
      if (known) {
        table.addDirectory(bytes, file.modifiedNanos);
      } else {
        table.addDirectory(bytes);
      }
    }
    boolean settled = random.nextInt(4) != 0;
    int count = 1 + random.nextInt(150);
    int folder = 0;
    for (int i = 0; i < count; i++) {
      // Mostly neighbours, as from a listing, so that folders are worth opening.
      folder = random.nextInt(10) == 0 ? random.nextInt(folders.size()) : folder;
      addFile(table, folder, folders.get(folder), i, settled && random.nextInt(8) != 0);
    }
    FileTable built = table.build();
    requests = random.nextBoolean() ? RequestList.wholeFiles(built) : ranges(built);
  }

  /** The content that a row must have. */
  byte expectedByte(int request, int at) {
    long offset = requests.offset(request) + at;
    return SimulatedFiles.byteAt(changes.get(requests.file(request)).file.number, offset);
  }

  /** The kind of failure that a row must have, or null where its bytes must come. */
  Kind expected(int request) {
    Change change = changes.get(requests.file(request));
    SimulatedFiles.File file = change.file;
    long end = requests.offset(request) + requests.length(request);
    boolean toEnd = end == requests.files().length(requests.file(request));
    return switch (change.fate) {
      case REMOVED -> Kind.MISSING;
      case DENIED -> Kind.DENIED;
      case BAD -> requests.length(request) > 0 && end > file.badFrom ? Kind.MEDIA : null;
      case SHRUNK -> end > file.size || isLookedAt(request, change) ? Kind.CHANGED : null;
      case GROWN -> toEnd || isLookedAt(request, change) ? Kind.CHANGED : null;
      case REWRITTEN -> isLookedAt(request, change) ? Kind.CHANGED : null;
      case REPLACED, FIFO -> Kind.CHANGED;
      case FOLDER, LISTED_AS_SPECIAL -> Kind.SPECIAL;
      case NONE -> null;
    };
  }

  private boolean isLookedAt(int request, Change change) {
    FileTable table = requests.files();
    int file = requests.file(request);
    boolean moved =
        table.directoryModifiedNanos(table.directory(file)) != change.folder.file.modifiedNanos;
    return options.verify() == Verify.ALWAYS || !table.isSettled(file) || moved;
  }

  private void addFile(
      FileTable.Builder table, int number, Folder folder, int unique, boolean settled) {
    String name = name() + "_" + unique;
    byte[] path = (folder.path + "/" + name).getBytes(ISO_8859_1);
    SimulatedFiles.File file = files.add(path);
    file.size = random.nextInt(40) == 0 ? random.nextInt(5 << 20) : random.nextInt(9000);
    file.modifiedNanos = random.nextLong();
    file.refusesDirect = random.nextInt(4) == 0;
    Fate fate = random.nextInt(3) == 0 ? Fate.values()[random.nextInt(11)] : Fate.NONE;
    if (file.size == 0 && (fate == Fate.SHRUNK || fate == Fate.BAD)) {
      fate = Fate.NONE;
    }
    table.add(
        number,
        name.getBytes(ISO_8859_1),
        file.size,
        file.modifiedNanos,
        fate == Fate.LISTED_AS_SPECIAL,
        settled);
    changes.add(new Change(file, fate, folder));
    befall(file, fate, path);
    if (fate == Fate.REMOVED || fate == Fate.REPLACED || fate == Fate.FOLDER || fate == Fate.FIFO) {
      folder.file.modifiedNanos++;
    }
  }

  private void befall(SimulatedFiles.File file, Fate fate, byte[] path) {
    switch (fate) {
      case REMOVED -> files.remove(path);
      case DENIED -> file.openErrno = Errno.EACCES;
      case BAD -> file.badFrom = random.nextLong(file.size) & -BatchRead.BLOCK;
      case SHRUNK -> {
        file.size = random.nextLong(file.size);
        file.modifiedNanos++;
      }
      case GROWN -> {
        file.size += 1 + random.nextInt(9000);
        file.modifiedNanos++;
      }
      case REWRITTEN, REPLACED -> file.modifiedNanos++;
      case FOLDER -> file.mode = SimulatedFiles.FOLDER;
      case FIFO -> file.mode = SimulatedFiles.FIFO;
      case LISTED_AS_SPECIAL, NONE -> {}
    }
  }

  private RequestList ranges(FileTable table) {
    int count = 1 + random.nextInt(200);
    int[] file = new int[count];
    long[] offset = new long[count];
    long[] length = new long[count];
    for (int i = 0; i < count; i++) {
      file[i] = i > 0 && random.nextBoolean() ? file[i - 1] : random.nextInt(table.size());
      long size = table.length(file[i]);
      offset[i] = random.nextLong(size + 1);
      long most = random.nextInt(3) == 0 ? size : Math.min(size, 5000);
      length[i] =
          random.nextInt(4) == 0
              ? size - offset[i]
              : Math.min(random.nextLong(most + 1), size - offset[i]);
    }
    return RequestList.ranges(table, file, offset, length);
  }

  /** Any bytes that Linux takes for a name, as ISO 8859-1. */
  private String name() {
    StringBuilder name = new StringBuilder();
    for (int left = random.nextInt(random.nextInt(8) == 0 ? 240 : 12); left > 0; left--) {
      char each = (char) (1 + random.nextInt(255));
      name.append(each == '/' ? 'x' : each);
    }
    return name.toString();
  }
}
