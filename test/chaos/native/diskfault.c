/* LD_PRELOAD library that makes the disk below one folder slow or faulty while a process runs. What goes wrong is read, at each
 * call, from eight 32-bit numbers in the file DISKFAULT_CONTROL, which the test maps and changes at will:
 *
 *   0 milliseconds that each fsync takes longer     1 errno of fsync (0: it works)    2 errno of write (0: it works)
 *   3 so many more fsyncs work before 1 applies     4 so many more writes work before 2 applies
 *   5 counts fsyncs                                 6 counts writes                   7 unused
 *
 * DISKFAULT_DIR is the folder (absolute). strace could inject the same, but slows every system call down. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { DELAY_MS, FSYNC_ERRNO, WRITE_ERRNO, FSYNCS_LEFT, WRITES_LEFT, FSYNCS, WRITES, NUMBERS = 8 };

static volatile int nothing[NUMBERS], *control = nothing;
static char folder[PATH_MAX];
static size_t folder_length;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void start(void) {
  if (real_write) return;
#define FIND(name, symbol) *(void **)&real_##name = dlsym(RTLD_NEXT, symbol)
  FIND(writev, "writev"), FIND(pwrite, "pwrite64"), FIND(ftruncate, "ftruncate64");
  FIND(fsync, "fsync"), FIND(fdatasync, "fdatasync"), FIND(write, "write");
  const char *dir = getenv("DISKFAULT_DIR"), *file = getenv("DISKFAULT_CONTROL");
  if (!dir || !file || !realpath(dir, folder)) return;
  folder_length = strlen(folder);
  int fd = open(file, O_RDWR | O_CLOEXEC);
  void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared == MAP_FAILED) {
    fprintf(stderr, "diskfault: %s cannot be mapped\n", file);
    _exit(98);
  }
  close(fd);
  control = shared;
}

static int ours(int fd) {
  char self[64], path[PATH_MAX];
  int before = errno;
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(self, path, sizeof path - 1);
  errno = before;
  if (n <= 0 || !folder_length) return 0;
  path[n] = 0;
  return !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

/* 0 while a call still works, else the errno it fails with. */
static int fault(int which, int left) {
  if (!control[which]) return 0;
  if (control[left] > 0) return __sync_fetch_and_sub(&control[left], 1), 0;
  return control[which];
}

static int write_fails(int fd) {
  start();
  if (!control[WRITE_ERRNO] || !ours(fd)) return 0;
  __sync_fetch_and_add(&control[WRITES], 1);
  int error = fault(WRITE_ERRNO, WRITES_LEFT);
  if (error) errno = error;
  return error;
}

static int do_sync(int fd, int (*real)(int)) {
  if (!ours(fd)) return real(fd);
  __sync_fetch_and_add(&control[FSYNCS], 1);
  int ms = control[DELAY_MS];
  if (ms > 0) {
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000L};
    while (nanosleep(&wait, &wait) && errno == EINTR) {
    }
  }
  int error = fault(FSYNC_ERRNO, FSYNCS_LEFT);
  if (!error) return real(fd);
  errno = error;
  return -1;
}

ssize_t write(int fd, const void *bytes, size_t n) { return write_fails(fd) ? -1 : real_write(fd, bytes, n); }
ssize_t writev(int fd, const struct iovec *parts, int n) { return write_fails(fd) ? -1 : real_writev(fd, parts, n); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return write_fails(fd) ? -1 : real_pwrite(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) { return pwrite(fd, bytes, n, at); }
int ftruncate(int fd, off_t size) { return write_fails(fd) ? -1 : real_ftruncate(fd, size); }
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
int fsync(int fd) { return start(), do_sync(fd, real_fsync); }
int fdatasync(int fd) { return start(), do_sync(fd, real_fdatasync); }
