// The ceiling: the same reads as the connector's, as fast as C on liburing does them.
//
// Reads a list of files from stdin (each "<length> <absolute path>" and a NUL) and prints one JSON
// object. Files land one behind another in slabs, as the connector's do: a batch is a slab, so the
// memory traffic is the same. Anything but a whole read ends the program: a ceiling needs no policy.
//
//   gcc -O2 -Wall -o ceiling ceiling.c -luring -lpthread
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <liburing.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 20, BURST = 16, WARM_SLABS = 2, MAX_DEPTH = 4096, OPENED = 1 << 16 };

struct file { const char *path, *name; size_t directory; uint64_t length; };
struct batch { size_t first, end; uint64_t bytes; };
// A slab is handed out again once all of its batch was staged (filled) and has landed (pending 0).
struct slab { char *memory; uint64_t size; size_t batch; unsigned pending; bool filled; struct slab *next; };
struct slot { struct slab *slab; const struct file *file; char *to; uint64_t pieces; int fd; };

static struct { unsigned threads, depth; uint64_t slab; size_t root; bool pread, sync_open, digest; }
    option = { .threads = 2, .depth = 64, .slab = 4 << 20 };
static struct file *files;
static struct batch *batches;
static char **directories;
static size_t file_count, batch_count, directory_count;
static atomic_size_t next_batch;
static atomic_ullong submissions, enters, digest;
static pthread_barrier_t gate;
static uint32_t crc_table[8][256];

static void die(const char *what, int error) {
  fprintf(stderr, "ceiling: %s: %s\n", what, strerror(error));
  exit(1);
}

// Eight bytes a step (little endian): checking should not take longer than reading.
static uint32_t crc32c(uint32_t crc, const char *bytes, size_t count) {
  uint64_t word;
  for (crc = ~crc; count >= sizeof word; bytes += sizeof word, count -= sizeof word) {
    memcpy(&word, bytes, sizeof word);
    word ^= crc;
    crc = 0;
    for (int i = 0; i < 8; i++) crc ^= crc_table[7 - i][word >> 8 * i & 0xff];
  }
  for (; count--; bytes++) crc = crc >> 8 ^ crc_table[0][(crc ^ *bytes) & 0xff];
  return ~crc;
}

static void make_crc_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    crc_table[0][i] = crc;
  }
  for (int step = 1; step < 8; step++)
    for (int i = 0; i < 256; i++)
      crc_table[step][i] = crc_table[step - 1][i] >> 8 ^ crc_table[0][crc_table[step - 1][i] & 0xff];
}

// SetDigest.java computes the same.
static uint64_t hash(const struct file *file, const char *content) {
  const char *path = file->path + option.root;
  uint32_t crc = crc32c(crc32c(0, path, strlen(path) + 1), content, file->length);
  uint64_t z = file->length << 32 ^ crc;
  z = (z ^ z >> 33) * 0xff51afd7ed558ccdULL;
  z = (z ^ z >> 33) * 0xc4ceb9fe1a85ec53ULL;
  return z ^ z >> 33;
}

// Last in, first out: the slab that came back last is still in the processor's cache.
static struct slab *take(struct slab **pool, size_t batch, uint64_t bytes) {
  struct slab *slab = *pool;
  if (slab && bytes <= option.slab) {
    *pool = slab->next;
  } else {
    slab = calloc(1, sizeof *slab);
    slab->size = bytes > option.slab ? bytes : option.slab;
    slab->memory = mmap(NULL, slab->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slab->memory == MAP_FAILED) die("mmap", errno);
  }
  slab->batch = batch;
  slab->pending = 0;
  slab->filled = false;
  return slab;
}

static void give(struct slab **pool, struct slab *slab) {
  if (slab->size > option.slab) {
    munmap(slab->memory, slab->size);
    free(slab);
  } else {
    slab->next = *pool;
    *pool = slab;
  }
}

static void landed(struct slab **pool, struct slab *slab) {
  const char *content = slab->memory;
  for (size_t i = batches[slab->batch].first; option.digest && i < batches[slab->batch].end; i++) {
    digest += hash(&files[i], content);
    content += files[i].length;
  }
  give(pool, slab);
}

static struct slab *warm_pool(void) {
  struct slab *pool = NULL, *warm[WARM_SLABS];
  for (int i = 0; i < WARM_SLABS; i++) {
    warm[i] = take(&pool, 0, 0);
    memset(warm[i]->memory, 1, option.slab);
  }
  for (int i = 0; i < WARM_SLABS; i++) give(&pool, warm[i]);
  return pool;
}

static void setup(struct io_uring *ring) {
  static const unsigned ladder[] = {
    IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN, IORING_SETUP_SUBMIT_ALL, 0 };
  int result = -EINVAL;
  for (size_t i = 0; i < sizeof ladder / sizeof *ladder && result == -EINVAL; i++)
    result = io_uring_queue_init(option.depth * 2 + 64, ring, ladder[i] | IORING_SETUP_CLAMP);
  if (result) die("io_uring_setup (not permitted here, or too old a kernel?)", -result);
  io_uring_register_ring_fd(ring);
  if ((result = io_uring_register_files_sparse(ring, option.depth))) die("register_files_sparse", -result);
}

// GETEVENTS every time: a read linked to an open starts as task work, and under DEFER_TASKRUN task
// work runs only then. Without it the burst's reads lie until the next wait (a tenth slower).
static void enter(struct io_uring *ring, unsigned wait) {
  int result = wait ? io_uring_submit_and_wait(ring, wait) : io_uring_submit_and_get_events(ring);
  if (result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY) die("io_uring_enter", -result);
  enters++;
}

// Makes room first: a chain that two enters cut in half is no chain.
static void reserve(struct io_uring *ring, unsigned count) {
  while (io_uring_sq_space_left(ring) < count) enter(ring, 0);
}

static void stage_reads(struct io_uring *ring, struct slot *slot, uint64_t index) {
  uint64_t offset = 0, left = slot->file->length;
  do {
    uint64_t count = left < PIECE ? left : PIECE;
    reserve(ring, 1);
    struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
    io_uring_prep_read(sqe, option.sync_open ? slot->fd : (int) index, slot->to + offset, count, offset);
    if (!option.sync_open) sqe->flags |= IOSQE_FIXED_FILE;
    sqe->user_data = count << 32 | index;
    submissions++;
    offset += count;
    left -= count;
  } while (left);
}

// No close: the next open into the same slot replaces the file. A file of many pieces is opened
// first, then all of its pieces are read at the same time.
static void stage(struct io_uring *ring, struct slot *slot, uint64_t index, int directory) {
  if (option.sync_open) {
    slot->fd = openat(directory, slot->file->name, O_RDONLY | O_CLOEXEC);
    if (slot->fd < 0) die(slot->file->path, errno);
  } else {
    reserve(ring, 2);
    struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
    io_uring_prep_openat_direct(sqe, directory, slot->file->name, O_RDONLY, 0, index);
    sqe->user_data = index;
    submissions++;
    if (slot->pieces > 1) {
      sqe->user_data |= OPENED;
      return;
    }
    sqe->flags |= IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS;
  }
  stage_reads(ring, slot, index);
}

static int directory_of(int *opened, size_t directory) {
  if (opened[directory] < 0) {
    opened[directory] = open(directories[directory], O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (opened[directory] < 0) die(directories[directory], errno);
  }
  return opened[directory];
}

static void read_with_ring(void) {
  struct io_uring ring;
  setup(&ring);
  struct slab *pool = warm_pool(), *slab = NULL;
  struct slot *slots = calloc(option.depth, sizeof *slots);
  unsigned *unused = calloc(option.depth, sizeof *unused), unused_count = 0;
  while (unused_count < option.depth) unused[unused_count] = unused_count, unused_count++;
  int *opened = malloc(directory_count * sizeof *opened);
  for (size_t i = 0; i < directory_count; i++) opened[i] = -1;
  size_t at = 0, end = 0;
  char *to = NULL;
  bool more = true;
  pthread_barrier_wait(&gate);
  while (more || unused_count < option.depth) {
    unsigned staged = 0;
    while (more && unused_count && staged < BURST) {
      if (at == end) {
        if (slab) {
          slab->filled = true;
          if (!slab->pending) landed(&pool, slab);
        }
        slab = NULL;
        size_t batch = next_batch++;
        if (!(more = batch < batch_count)) break;
        at = batches[batch].first;
        end = batches[batch].end;
        slab = take(&pool, batch, batches[batch].bytes);
        to = slab->memory;
      }
      const struct file *file = &files[at++];
      unsigned index = unused[--unused_count];
      slots[index] = (struct slot) { slab, file, to, file->length ? (file->length + PIECE - 1) / PIECE : 1, -1 };
      slab->pending++;
      to += file->length;
      stage(&ring, &slots[index], index, directory_of(opened, file->directory));
      staged++;
    }
    // Waiting for a part of what is under way lets the next burst be a burst.
    unsigned under_way = option.depth - unused_count;
    enter(&ring, more && unused_count ? 0 : under_way / 4 ? under_way / 4 : under_way ? 1 : 0);
    struct io_uring_cqe *cqe;
    unsigned head, seen = 0;
    io_uring_for_each_cqe(&ring, head, cqe) {
      seen++;
      unsigned index = cqe->user_data & 0xffff;
      struct slot *slot = &slots[index];
      if (cqe->res < 0) die(slot->file->path, -cqe->res);
      if ((uint32_t) cqe->res != cqe->user_data >> 32) die(slot->file->path, ENODATA);
      if (cqe->user_data & OPENED) {
        stage_reads(&ring, slot, index);
      } else if (!--slot->pieces) {
        if (option.sync_open) close(slot->fd);
        unused[unused_count++] = index;
        if (!--slot->slab->pending && slot->slab->filled) landed(&pool, slot->slab);
      }
    }
    io_uring_cq_advance(&ring, seen);
  }
  pthread_barrier_wait(&gate);
  io_uring_queue_exit(&ring);
}

static void read_with_pread(void) {
  struct slab *pool = warm_pool();
  int directory = -1;
  size_t opened = SIZE_MAX;
  pthread_barrier_wait(&gate);
  for (size_t batch; (batch = next_batch++) < batch_count;) {
    struct slab *slab = take(&pool, batch, batches[batch].bytes);
    char *to = slab->memory;
    for (size_t i = batches[batch].first; i < batches[batch].end; to += files[i++].length) {
      if (opened != files[i].directory) {
        if (directory >= 0) close(directory);
        directory = open(directories[opened = files[i].directory], O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0) die(directories[opened], errno);
      }
      int fd = openat(directory, files[i].name, O_RDONLY | O_CLOEXEC);
      if (fd < 0) die(files[i].path, errno);
      for (uint64_t done = 0; done < files[i].length;) {
        ssize_t count = pread(fd, to + done, files[i].length - done, done);
        if (count <= 0) die(files[i].path, count ? errno : ENODATA);
        done += count;
      }
      close(fd);
    }
    landed(&pool, slab);
  }
  pthread_barrier_wait(&gate);
}

static void *reader(void *unused) {
  option.pread ? read_with_pread() : read_with_ring();
  return unused;
}

static uint64_t read_list(void) {
  uint64_t total = 0;
  char *entry = NULL;
  for (size_t size = 0, capacity = 0; getdelim(&entry, &size, 0, stdin) > 0; file_count++) {
    if (file_count == capacity) {
      capacity = capacity ? capacity * 2 : 1024;
      files = realloc(files, capacity * sizeof *files);
      batches = realloc(batches, capacity * sizeof *batches);
      directories = realloc(directories, capacity * sizeof *directories);
    }
    char *space;
    uint64_t length = strtoull(entry, &space, 10);
    char *path = strdup(space + 1), *name = strrchr(path, '/') + 1;
    char *directory = strndup(path, name - path);
    if (!directory_count || strcmp(directories[directory_count - 1], directory))
      directories[directory_count++] = directory;
    files[file_count] = (struct file) { path, name, directory_count - 1, length };
    struct batch *last = batch_count ? &batches[batch_count - 1] : NULL;
    if (!last || last->bytes + length > option.slab) {
      last = &batches[batch_count++];
      *last = (struct batch) { file_count, file_count, 0 };
    }
    last->end++;
    last->bytes += length;
    total += length;
  }
  return total;
}

static double seconds(struct timespec a, struct timespec b) { return b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9; }

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static long long disk_bytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_inblock * 512LL;
}

int main(int argc, char **argv) {
  static const struct option names[] = {
    { "threads", 1, 0, 't' }, { "depth", 1, 0, 'd' }, { "slab", 1, 0, 's' }, { "root", 1, 0, 'r' },
    { "pread", 0, 0, 'p' }, { "sync-open", 0, 0, 'o' }, { "digest", 0, 0, 'c' }, { 0 } };
  for (int name; (name = getopt_long(argc, argv, "", names, NULL)) != -1;) {
    switch (name) {
      case 't': option.threads = atoi(optarg); break;
      case 'd': option.depth = atoi(optarg); break;
      case 's': option.slab = strtoull(optarg, NULL, 10); break;
      case 'r': option.root = strtoull(optarg, NULL, 10); break;
      case 'p': option.pread = true; break;
      case 'o': option.sync_open = true; break;
      case 'c': option.digest = true; break;
      default:
        fprintf(stderr, "usage: %s [--threads N] [--depth N] [--slab BYTES] [--pread] [--sync-open]"
            " [--digest --root PREFIX_LENGTH] < list\n", argv[0]);
        return 2;
    }
  }
  if (!option.threads || !option.depth || option.depth > MAX_DEPTH || !option.slab) die("options", EINVAL);
  make_crc_table();
  uint64_t bytes = read_list();
  // The gates leave start and end of threads and rings out of the time: the connector's threads live on.
  pthread_barrier_init(&gate, NULL, option.threads + 1);
  pthread_t threads[option.threads];
  for (unsigned i = 0; i < option.threads; i++) pthread_create(&threads[i], NULL, reader, NULL);
  struct timespec start, stop;
  pthread_barrier_wait(&gate);
  double cpu = cpu_seconds();
  long long disk = disk_bytes();
  clock_gettime(CLOCK_MONOTONIC, &start);
  pthread_barrier_wait(&gate);
  clock_gettime(CLOCK_MONOTONIC, &stop);
  cpu = cpu_seconds() - cpu;
  disk = disk_bytes() - disk;
  for (unsigned i = 0; i < option.threads; i++) pthread_join(threads[i], NULL);
  printf("{\"engine\":\"%s\",\"files\":%zu,\"bytes\":%llu,\"seconds\":%.6f,\"cpu_seconds\":%.6f,"
      "\"disk_bytes\":%lld,\"submissions\":%llu,\"enters\":%llu", option.pread ? "c/pread" : "c/liburing", file_count,
      (unsigned long long) bytes, seconds(start, stop), cpu, disk, submissions, enters);
  if (option.digest) printf(",\"digest\":\"%zu-%llu-%llx\"", file_count, (unsigned long long) bytes, digest);
  printf("}\n");
}
