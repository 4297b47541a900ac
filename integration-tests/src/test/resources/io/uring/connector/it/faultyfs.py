"""A file system that shows the files of a folder and has faults on demand: faultyfs.py FOLDER MOUNTPOINT

It speaks the kernel's FUSE protocol itself (linux/fuse.h), so it needs root and nothing to be installed. Faults
come as lines of JSON on standard input, each answered by a line; at the end of the input it unmounts.

    {"set": "name", ...}    gives a file all of these faults, in the place of those that it had
        delay     milliseconds before a read is answered
        short     the most bytes that one read brings
        errno     what reads fail with ...
        at        ... if they touch this offset; all where not given
        hang      true: reads wait for a release, whatever happens to who asked
        size      the size that is shown in the place of the real one
        garble    how many reads bring the right bytes before all others bring wrong ones
        cached    true: through the page cache; else each read of a program is one of the file system
    {"release": true}       lets waiting reads go, with the bytes that they asked for; later ones do not wait
    {"count": true}         answers how many reads wait
"""
import ctypes, errno, json, os, stat, struct, sys, threading

LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR = (
    1, 2, 3, 14, 15, 17, 18, 25, 26, 27, 28, 29)
INTERRUPT, DESTROY, BATCH_FORGET = 36, 38, 42
ROOT = 1
ASYNC_READ, MAX_PAGES = 1, 1 << 22
DIRECT_IO = 1
MS_RDONLY, MS_NOSUID, MS_NODEV, MNT_DETACH = 1, 2, 4, 2

folder, mountpoint = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)
device = os.open("/dev/fuse", os.O_RDWR)
faults = {}     # by name
names = {}      # by node, from 2 on
nodes = {}      # by name
waiting = []    # what answers the reads that hang
lock = threading.Lock()


def reply(unique, body=b"", error=0):
    try:
        os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
    except OSError as e:
        if e.errno != errno.ENOENT:  # The request is gone: its reader was killed.
            raise


def attributes(node):
    name = names.get(node, "")
    now = os.stat(os.path.join(folder, name))
    size = faults.get(name, {}).get("size", now.st_size)
    times = [now.st_atime_ns, now.st_mtime_ns, now.st_ctime_ns]
    mode = stat.S_IFDIR | 0o755 if node == ROOT else stat.S_IFREG | 0o644
    return struct.pack(
        "<6Q10I", node, size, (size + 511) // 512, *[t // 10**9 for t in times], *[t % 10**9 for t in times],
        mode, 1, 0, 0, 0, 4096, 0)


def lookup(name):
    if not os.path.isfile(os.path.join(folder, name)):
        raise FileNotFoundError(errno.ENOENT, name)
    with lock:
        node = nodes.setdefault(name, len(nodes) + 2)
        names[node] = name
    return struct.pack("<4Q2I", node, 0, 0, 0, 0, 0) + attributes(node)


def entries(offset, size):
    found = b""
    for i, name in enumerate(sorted(os.listdir(folder))):
        raw = os.fsencode(name)
        entry = struct.pack("<QQII", i + 2, i + 1, len(raw), stat.S_IFREG >> 12) + raw
        entry += b"\0" * (-len(entry) % 8)
        if i >= offset and len(found) + len(entry) <= size:
            found += entry
    return found


def read(unique, name, offset, size):
    fault = faults.get(name, {})

    def answer():
        touched = offset <= fault.get("at", offset) < offset + min(size, fault.get("short", size))
        if "errno" in fault and touched:
            reply(unique, error=fault["errno"])
            return
        with open(os.path.join(folder, name), "rb") as file:
            content = os.pread(file.fileno(), min(size, fault.get("short", size)), offset)
        if "garble" in fault:
            fault["garble"] -= 1
            if fault["garble"] < 0:
                content = bytes(255 - byte for byte in content)
        reply(unique, content)

    if fault.get("hang"):
        with lock:
            waiting.append(answer)
    elif fault.get("delay"):
        threading.Timer(fault["delay"] / 1000, answer).start()
    else:
        answer()


def handle(opcode, unique, node, body):
    if opcode == INIT:
        major, minor, readahead, flags = struct.unpack_from("<4I", body)
        reply(unique, struct.pack(
            "<4I2H2I2H8I", 7, 31, readahead, flags & (ASYNC_READ | MAX_PAGES), 128, 96, 4096, 1, 256, 0, *[0] * 8))
    elif opcode == LOOKUP:
        reply(unique, lookup(os.fsdecode(body.rstrip(b"\0"))))
    elif opcode == GETATTR:
        reply(unique, struct.pack("<QII", 0, 0, 0) + attributes(node))
    elif opcode == OPEN:
        cached = faults.get(names[node], {}).get("cached")
        reply(unique, struct.pack("<QIi", 0, 0 if cached else DIRECT_IO, 0))
    elif opcode == OPENDIR:
        reply(unique, struct.pack("<QIi", 0, 0, 0))
    elif opcode == READDIR:
        reply(unique, entries(*struct.unpack_from("<8xQI", body)))
    elif opcode == READ:
        read(unique, names[node], *struct.unpack_from("<8xQI", body))
    elif opcode == STATFS:
        reply(unique, struct.pack("<5Q4I24x", 0, 0, 0, 0, 0, 4096, 255, 4096, 0))
    elif opcode in (RELEASE, RELEASEDIR, FLUSH, DESTROY):
        reply(unique)
    elif opcode not in (FORGET, BATCH_FORGET, INTERRUPT):
        reply(unique, error=errno.ENOSYS)


def serve():
    while True:
        try:
            request = os.read(device, 1 << 20)
        except InterruptedError:
            continue
        except OSError as e:
            if e.errno == errno.ENOENT:  # The request was taken back meanwhile.
                continue
            return                       # Unmounted.
        length, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        try:
            handle(opcode, unique, node, request[40:length])
        except OSError as e:
            reply(unique, error=e.errno)


def command(line):
    if "set" in line:
        faults[line.pop("set")] = line
    elif "release" in line:
        with lock:
            for fault in faults.values():
                fault.pop("hang", None)
            answers = waiting.copy()
            waiting.clear()
        for answer in answers:
            answer()
    return len(waiting)


options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % device
if libc.mount(b"faultyfs", os.fsencode(mountpoint), b"fuse.faultyfs", MS_RDONLY | MS_NOSUID | MS_NODEV, options.encode()):
    sys.exit("mount failed: %s" % os.strerror(ctypes.get_errno()))
threading.Thread(target=serve, daemon=True).start()
print("mounted", flush=True)
for line in sys.stdin:
    print(command(json.loads(line)), flush=True)
libc.umount2(os.fsencode(mountpoint), MNT_DETACH)
os._exit(0)
