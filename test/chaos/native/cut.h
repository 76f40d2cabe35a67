/* Watches one folder and, when the chosen operation comes, writes out the image of its disk and ends the process. */
#ifndef CUT_H
#define CUT_H
#include "image.h"
#include <dlfcn.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/uio.h>

#define MAX_FD 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file *file_of_fd[MAX_FD];
static char *folder_of_fd[MAX_FD];
static char watched[PATH_MAX];
static size_t watched_length;
static const char *image, *arm;
static long at, count;
static int active, armed;

#define REAL(type, name, ...) static type (*real_##name)(__VA_ARGS__)
REAL(int, openat, int, const char *, int, ...);
REAL(int, close, int);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
REAL(int, ftruncate, int, off_t);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, unlinkat, int, const char *, int);
REAL(int, rename, const char *, const char *);
REAL(int, mkdir, const char *, mode_t);

/* The absolute path if it lies below the watched folder and is not SQLite's shared memory. */
static int inside(int dir, const char *path, char full[PATH_MAX * 2]) {
  char cwd[PATH_MAX];
  if (!active) return 0;
  if (path[0] == '/') snprintf(full, PATH_MAX * 2, "%s", path);
  else if (dir == AT_FDCWD) snprintf(full, PATH_MAX * 2, "%s/%s", getcwd(cwd, sizeof cwd) ? cwd : "", path);
  else if (dir >= 0 && dir < MAX_FD && folder_of_fd[dir]) snprintf(full, PATH_MAX * 2, "%s/%s", folder_of_fd[dir], path);
  else return 0;
  size_t n = strlen(full);
  while (n > 1 && full[n - 1] == '/') full[--n] = 0;
  if (strncmp(full, watched, watched_length) || (full[watched_length] && full[watched_length] != '/')) return 0;
  return n < 4 || strcmp(full + n - 4, "-shm");
}

/* Takes the real content as synced: what stood there before we looked. */
static struct file *adopt(const char *path, const struct stat *st) {
  struct file *f = new_file(st);
  char bytes[65536];
  ssize_t n;
  int fd = real_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  while (fd >= 0 && (n = read(fd, bytes, sizeof bytes)) > 0) put(f, f->size, bytes, (size_t)n);
  if (fd >= 0) real_close(fd);
  f->seen = f->size;
  return f;
}

static int adopt_name(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  char full[PATH_MAX * 2];
  (void)type;
  if (ftw->level > 0 && inside(AT_FDCWD, path, full)) set_name(path, S_ISDIR(st->st_mode) ? NULL : adopt(path, st));
  return 0;
}

static int shorter_first(const void *a, const void *b) {
  return (int)strlen((*(struct name *const *)a)->path) - (int)strlen((*(struct name *const *)b)->path);
}

static void write_out(const struct name *n) {
  char path[PATH_MAX * 2];
  snprintf(path, sizeof path, "%s%s", image, n->path + watched_length);
  if (!n->file) {
    real_mkdir(path, 0700);
    return;
  }
  int fd = real_openat(AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return; /* its folder did not reach the disk */
  for (size_t done = 0; done < n->file->size;) {
    ssize_t wrote = real_pwrite(fd, n->file->disk + done, n->file->size - done, (off_t)done);
    if (wrote <= 0) fail("the image could not be written");
    done += (size_t)wrote;
  }
  real_close(fd);
}

/* Never returns. The lock stays held, so that no other thread gets another operation through. */
static void power_goes(void) {
  unsigned total = 0, n = 0;
  for (struct renaming *r = renamings; r; r = r->next) total++;
  unsigned kept = mode_is("lose") ? 0 : chance() % (total + 1);
  for (struct renaming *r = renamings; r && kept > 0; r = r->next, kept--) apply_renaming(r);
  for (struct file *f = files; f; f = f->next) settle(f, 0);
  for (struct name *p = names; p; p = p->next) n++;
  struct name **sorted = must(calloc(n + 1, sizeof *sorted));
  n = 0;
  for (struct name *p = names; p; p = p->next) sorted[n++] = p;
  qsort(sorted, n, sizeof *sorted, shorter_first); /* folders before what is in them */
  for (unsigned i = 0; i < n; i++) write_out(sorted[i]);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* One operation on the disk; the last one when its number has come. */
static void operation(void) {
  if (!armed) armed = !arm || !access(arm, F_OK);
  if (armed && ++count == at) power_goes();
}

__attribute__((constructor)) static void start(void) {
  if (real_openat) return;
#define FIND(name, symbol) *(void **)&real_##name = dlsym(RTLD_NEXT, symbol)
  FIND(openat, "openat64"), FIND(close, "close"), FIND(write, "write"), FIND(writev, "writev");
  FIND(pwrite, "pwrite64"), FIND(pwritev, "pwritev64"), FIND(ftruncate, "ftruncate64"), FIND(fsync, "fsync");
  FIND(fdatasync, "fdatasync"), FIND(unlinkat, "unlinkat"), FIND(rename, "rename"), FIND(mkdir, "mkdir");
  const char *dir = getenv("POWERCUT_DIR"), *owner = getenv("POWERCUT_OWNER");
  char self[32];
  snprintf(self, sizeof self, "%d", getpid());
  if (!dir || (owner && strcmp(owner, self))) return; /* children are left alone; a process that replaces itself is not */
  setenv("POWERCUT_OWNER", self, 1);
  if (!realpath(dir, watched)) fail("POWERCUT_DIR does not exist");
  watched_length = strlen(watched);
  image = getenv("POWERCUT_IMAGE");
  if (!image) fail("POWERCUT_IMAGE is not set");
  arm = getenv("POWERCUT_ARM");
  if (getenv("POWERCUT_MODE")) mode = getenv("POWERCUT_MODE");
  at = atol(getenv("POWERCUT_AT") ? getenv("POWERCUT_AT") : "0");
  seed = strtoull(getenv("POWERCUT_SEED") ? getenv("POWERCUT_SEED") : "1", NULL, 10);
  active = 1;
  nftw(watched, adopt_name, 16, FTW_PHYS);
}
#endif
