/** What an ordinary request needs. */
const symbols = {
  /** `void *malloc(size_t size)` */
  malloc: { parameters: ["usize"], result: "usize" },
  /** `void free(void *ptr)` */
  free: { parameters: ["usize"], result: "void" },
  /** `void *memcpy(void *dest, const void *src, size_t n)`, out of the C heap */
  copyOut: { name: "memcpy", parameters: ["buffer", "usize", "usize"], result: "usize" },
  /** `void *memcpy(void *dest, const void *src, size_t n)`, into the C heap */
  copyIn: { name: "memcpy", parameters: ["usize", "buffer", "usize"], result: "usize" },
  /** `int *__errno_location(void)` */
  errnoLocation: { name: "__errno_location", parameters: [], result: "usize" },
  /** `sighandler_t signal(int signum, sighandler_t handler)` */
  signal: { parameters: ["i32", "usize"], result: "usize" },
  /** `int sigprocmask(int how, const sigset_t *set, sigset_t *oldset)` */
  sigprocmask: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  /** `long syscall(long number, ...)`, for close_range(2), which glibc has from 2.34 on */
  closeRange: { name: "syscall", parameters: ["i64", "u32", "u32", "u32"], result: "i64" },
  /** `int open(const char *pathname, int flags)` */
  open: { parameters: ["buffer", "i32"], result: "i32" },
  /** `ssize_t readlink(const char *pathname, char *buf, size_t bufsiz)` */
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
  /** `int close(int fd)` */
  close: { parameters: ["i32"], result: "i32" },
  /** `int fcntl(int fd, int op, int arg)` */
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  /** `int statvfs(const char *path, struct statvfs *buf)` */
  statvfs: { parameters: ["buffer", "buffer"], result: "i32" },
  /** `ssize_t pread(int fd, void *buf, size_t count, off_t offset)` */
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  /** `ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)` */
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  /** `int memfd_create(const char *name, unsigned int flags)` */
  memfdCreate: { name: "memfd_create", parameters: ["buffer", "u32"], result: "i32" },
  /** `int socket(int domain, int type, int protocol)` */
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  /** `int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)` */
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  /** `int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)` */
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  /** `int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)` */
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  /** `ssize_t send(int sockfd, const void *buf, size_t len, int flags)` */
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  /** `ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)` */
  recvmsg: { parameters: ["i32", "usize", "i32"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What only some requests and failures need. */
const rareSymbols = {
  /** `char *strerror(int errnum)` */
  strerror: { parameters: ["i32"], result: "usize" },
  /** `size_t strlen(const char *s)` */
  strlen: { parameters: ["usize"], result: "usize" },
  /** `int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *buf)` */
  statx: { parameters: ["i32", "buffer", "i32", "u32", "buffer"], result: "i32" },
  /** `DIR *opendir(const char *name)` */
  opendir: { parameters: ["buffer"], result: "usize" },
  /** `struct dirent *readdir(DIR *dirp)` */
  readdir: { parameters: ["usize"], result: "usize" },
  /** `int closedir(DIR *dirp)` */
  closedir: { parameters: ["usize"], result: "i32" },
  /** `int ftruncate(int fd, off_t length)` */
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  /** `off_t lseek(int fd, off_t offset, int whence)` */
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
  /** `int mkdir(const char *pathname, mode_t mode)` */
  mkdir: { parameters: ["buffer", "u32"], result: "i32" },
  /** `int rmdir(const char *pathname)` */
  rmdir: { parameters: ["buffer"], result: "i32" },
  /** `ssize_t getxattr(const char *path, const char *name, void *value, size_t size)` */
  getxattr: { parameters: ["buffer", "buffer", "buffer", "usize"], result: "isize" },
  /** `ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)` */
  sendmsg: { parameters: ["i32", "usize", "i32"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of a table, callable. */
type Functions<Table extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<Table>["symbols"];

/**
 * Where distributions keep the C library: Fedora, Debian, Arch and their derivatives. Absolute,
 * because a bare name would be looked up in the working directory; the same list is what the
 * binary's permission set allows.
 */
export const LIBC_PATHS: readonly string[] = Deno.build.arch === "aarch64"
  ? ["/lib64/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"]
  : ["/lib64/libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/libc.so.6"];

const UNSEEN = { struct: ["f64"] } as const satisfies Deno.NativeStructType;
const NOTHING = new Uint8Array(8);

let found: string | undefined;
let loaded: Functions<typeof symbols> | undefined;
let rareLoaded: Functions<typeof rareSymbols> | undefined;

/** The C library, loaded on first use. */
export function libc(): Functions<typeof symbols> {
  return loaded ??= load(symbols);
}

/** The rest of it, loaded on first use, which changes errno: whoever needs that reads it before. */
export function rareLibc(): Functions<typeof rareSymbols> {
  return rareLoaded ??= load(rareSymbols);
}

/**
 * Loads functions with a structure of one floating-point number before their own arguments. It is
 * passed in a register that none of them reads, on both architectures, and Deno compiles no machine
 * code for functions that take structures: some 0.07 ms and 95 KiB each, and only V8's optimizing
 * compilers, which are off, would ever call it.
 */
function load<Table extends Deno.ForeignLibraryInterface>(table: Table): Functions<Table> {
  const widened: Record<string, Deno.ForeignFunction> = {};
  for (const [name, symbol] of Object.entries(table as Record<string, Deno.ForeignFunction>)) {
    widened[name] = { ...symbol, parameters: [UNSEEN, ...symbol.parameters] };
  }
  const { symbols } = Deno.dlopen(found ??= find(), widened);
  const functions = Object.entries(symbols as Record<string, (...args: unknown[]) => unknown>)
    .map(([name, call]) => [name, call.bind(undefined, NOTHING)]);
  return Object.fromEntries(functions);
}

/** Tries the paths without any function: Deno reads the whole table before it opens the file. */
function find(): string {
  const failures: string[] = [];
  for (const path of LIBC_PATHS) {
    try {
      Deno.dlopen(path, {}).close();
      return path;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Cannot load the C library: ${failures.join("; ")}`);
}
