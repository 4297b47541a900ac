package io.uring.connector.core.list;

import io.uring.connector.core.RawPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@linkplain ListingSteps listing in steps} has not come by: the folders next to those that
 * it has come by. Folders and what they hold are not in it, so it is small however much is left.
 *
 * <p>Immutable, and safe on any thread.
 *
 * <pre>
 * rest  = version, files found, paths skipped, roots count { path }, roots that are done,
 *         levels count { folder, names count { name } } from the root inwards,
 *         folders outside of partitions, what is known of partitions
 * </pre>
 */
public final class ListingRest {
  private static final int VERSION = 1;

  private final List<Folder> roots;
  private final int nextRoot;
  private final @Nullable FolderStack stack;
  private final PartitionSigns signs;
  private final int outside;
  private final long found;
  private final int skipped;

  /** As it was written last: it goes into checkpoint after checkpoint. */
  private volatile byte @Nullable [] written;

  /**
   * What is left.
   *
   * @param roots all of them
   * @param nextRoot the first that nothing is known of
   * @param stack what is left in the root before that
   * @param signs kept, and not to be changed
   * @param outside folders with files that are no partitions
   * @param found files that were handed out
   * @param skipped paths that were passed over
   */
  ListingRest(
      final List<Folder> roots,
      final int nextRoot,
      final @Nullable FolderStack stack,
      final PartitionSigns signs,
      final int outside,
      final long found,
      final int skipped) {
    this.roots = roots;
    this.nextRoot = nextRoot;
    this.stack = stack;
    this.signs = signs;
    this.outside = outside;
    this.found = found;
    this.skipped = skipped;
  }

  List<Folder> roots() {
    return roots;
  }

  int nextRoot() {
    return nextRoot;
  }

  @Nullable FolderStack stack() {
    return stack;
  }

  PartitionSigns signs() {
    return signs;
  }

  int outside() {
    return outside;
  }

  long found() {
    return found;
  }

  int skipped() {
    return skipped;
  }

  /**
   * Writes it, so that another process can go on.
   *
   * @return bytes, not to be changed; a later version of this class reads them too
   */
  public byte[] bytes() {
    byte[] known = written;
    if (known == null) {
      final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        write(out);
      } catch (final IOException e) {
        throw new UncheckedIOException("memory can be written to", e);
      }
      known = bytes.toByteArray();
      written = known;
    }
    return known;
  }

  private void write(final DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(found);
    out.writeInt(skipped);
    out.writeInt(roots.size());
    for (final Folder root : roots) {
      writePath(root.path, out);
    }
    out.writeInt(nextRoot);
    final Deque<FolderStack> levels = new ArrayDeque<>();
    for (FolderStack level = stack; level != null; level = level.below()) {
      levels.push(level);
    }
    out.writeInt(levels.size());
    for (final FolderStack level : levels) {
      writePath(level.parent().path, out);
      out.writeInt(level.folders().size() - level.from());
      for (final Folder folder : level.folders().subList(level.from(), level.folders().size())) {
        writePath(Objects.requireNonNull(folder.path.getFileName()), out);
      }
    }
    out.writeInt(outside);
    signs.write(out);
  }

  /**
   * Reads what was written.
   *
   * @param written of {@link #bytes()}
   * @return what was left then; nothing of it has been looked at
   * @throws IOException if it is damaged, or a later version wrote it
   */
  static ListingRest of(final byte[] written) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
      final int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("rest of a listing has version=" + version + ", not " + VERSION);
      }
      final long found = in.readLong();
      final int skipped = in.readInt();
      final List<Folder> roots = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        roots.add(Folder.unseen(readPath(in), null));
      }
      final int nextRoot = in.readInt();
      FolderStack stack = null;
      for (int left = in.readInt(); left > 0; left--) {
        final Folder inner = stack == null ? roots.get(nextRoot - 1) : stack.parent();
        stack = readLevel(in, inner, stack);
      }
      final int outside = in.readInt();
      final PartitionSigns signs = PartitionSigns.read(in);
      return new ListingRest(roots, nextRoot, stack, signs, outside, found, skipped);
    }
  }

  /** Folders between the one that is known and the parent are needed to see where links loop. */
  private static FolderStack readLevel(
      final DataInputStream in, final Folder known, final @Nullable FolderStack below)
      throws IOException {
    final Path path = readPath(in);
    Folder parent = known;
    for (final Path name : known.path.relativize(path)) {
      if (!name.toString().isEmpty()) {
        parent = Folder.unseen(parent.path.resolve(name), parent);
      }
    }
    final List<Folder> folders = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      final byte[] name = new byte[in.readShort()];
      in.readFully(name);
      folders.add(Folder.unseen(RawName.resolve(parent.path, name), parent));
    }
    return new FolderStack(parent, folders, 0, below);
  }

  private static void writePath(final Path path, final DataOutputStream out) throws IOException {
    final byte[] bytes = path.isAbsolute() ? RawPath.bytes(path) : RawName.of(path).bytes();
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static Path readPath(final DataInputStream in) throws IOException {
    final byte[] bytes = new byte[in.readShort()];
    in.readFully(bytes);
    return RawPath.of(bytes);
  }
}
