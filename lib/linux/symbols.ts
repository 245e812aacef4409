/**
 * The functions of the C library that the program calls, with the C declaration beside each.
 *
 * Pointers are declared as `usize`, so that no permission beyond that for the library file is
 * needed; `buffer` is memory of JavaScript, valid during the call only.
 *
 * Each function costs a start some 0.09 ms, so that those which an ordinary request does not need
 * have a table of their own.
 *
 * @module
 */
/** What an ordinary request needs. */
export const symbols = {
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
  /** `int open(const char *pathname, int flags)` */
  open: { parameters: ["buffer", "i32"], result: "i32" },
  /** `int close(int fd)` */
  close: { parameters: ["i32"], result: "i32" },
  /** `int fcntl(int fd, int op, int arg)` */
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  /** `int statvfs(const char *path, struct statvfs *buf)` */
  statvfs: { parameters: ["buffer", "buffer"], result: "i32" },
  /** `ssize_t read(int fd, void *buf, size_t count)` */
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  /** `ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)` */
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  /** `int memfd_create(const char *name, unsigned int flags)` */
  memfdCreate: { name: "memfd_create", parameters: ["buffer", "u32"], result: "i32" },
  /** `int mkdir(const char *pathname, mode_t mode)` */
  mkdir: { parameters: ["buffer", "u32"], result: "i32" },
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
export const rareSymbols = {
  /** `char *strerror(int errnum)` */
  strerror: { parameters: ["i32"], result: "usize" },
  /** `size_t strlen(const char *s)` */
  strlen: { parameters: ["usize"], result: "usize" },
  /** `int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *buf)` */
  statx: { parameters: ["i32", "buffer", "i32", "u32", "buffer"], result: "i32" },
  /** `ssize_t pread(int fd, void *buf, size_t count, off_t offset)` */
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
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
  /** `int rmdir(const char *pathname)` */
  rmdir: { parameters: ["buffer"], result: "i32" },
  /** `ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)` */
  sendmsg: { parameters: ["i32", "usize", "i32"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;
