/* LD_PRELOAD library that emulates a power cut. Beside the real files below a folder it keeps an image of what a disk would
 * hold (image.h). At a chosen operation it writes that image elsewhere and kills the process.
 *
 *   POWERCUT_DIR    folder to watch (absolute, exists)   POWERCUT_IMAGE  empty folder that receives the image
 *   POWERCUT_AT     which operation is the last          POWERCUT_ARM    count only once this file exists (optional)
 *   POWERCUT_MODE   lose | prefix | keep | torn          POWERCUT_SEED   number
 *
 * lose: unsynced changes are gone; prefix: kept in order up to a point; keep: each kept by chance; torn: each 512-byte sector
 * kept by chance. Memory-mapped files are not seen: SQLite's -shm is left out, as SQLite rebuilds it. */
#include "cut.h"

/* The watched file behind a descriptor. libuv closes by a bare system call, so a number may belong to something else by now. */
static struct file *tracked(int fd) {
  struct stat st;
  if (!active || fd < 0 || fd >= MAX_FD || !file_of_fd[fd]) return NULL;
  if (fstat(fd, &st) || st.st_ino != file_of_fd[fd]->ino || st.st_dev != file_of_fd[fd]->dev) file_of_fd[fd] = NULL;
  return file_of_fd[fd];
}

/* What was written without passing through here (copy_file_range) counts as one unsynced write of all of it. */
static void catch_up(int fd, struct file *f) {
  struct stat st;
  char self[64];
  if (fstat(fd, &st) || (size_t)st.st_size == f->seen) return;
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int again = real_openat(AT_FDCWD, self, O_RDONLY | O_CLOEXEC);
  if (again < 0) return;
  char *bytes = must(malloc((size_t)st.st_size + 1));
  ssize_t n = pread(again, bytes, (size_t)st.st_size, 0);
  note_change(f, 0, NULL, 0);
  if (n > 0) note_change(f, 0, bytes, (size_t)n);
  free(bytes);
  real_close(again);
}

static int do_open(int dir, const char *path, int flags, mode_t permissions) {
  char full[PATH_MAX * 2];
  struct stat st;
  start();
  pthread_mutex_lock(&lock);
  int ours = inside(dir, path, full), existed = ours && !lstat(full, &st);
  int fd = real_openat(dir, path, flags, permissions);
  if (ours && fd >= 0 && fd < MAX_FD && !fstat(fd, &st)) {
    if (S_ISDIR(st.st_mode)) folder_of_fd[fd] = must(strdup(full));
    else if (S_ISREG(st.st_mode)) {
      struct file *f = existed ? known_file(&st) : new_file(&st);
      if (!f) set_name(full, f = adopt(full, &st));
      file_of_fd[fd] = f;
      if (!existed) note_renaming(full, NULL, f);
      else if (flags & O_TRUNC) note_change(f, 0, NULL, 0);
      else catch_up(fd, f);
      if (!existed || (flags & O_TRUNC)) operation();
    }
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define OPEN(name, parameters, dir)                                                            \
  int name parameters {                                                                        \
    va_list more;                                                                              \
    va_start(more, flags);                                                                     \
    mode_t permissions = flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(more, unsigned) : 0; \
    va_end(more);                                                                              \
    return do_open(dir, path, flags, permissions);                                             \
  }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int dir, const char *path, int flags, ...), dir)
OPEN(openat64, (int dir, const char *path, int flags, ...), dir)

int close(int fd) {
  start();
  if (!active || fd < 0 || fd >= MAX_FD || (!file_of_fd[fd] && !folder_of_fd[fd])) return real_close(fd);
  pthread_mutex_lock(&lock);
  struct file *f = tracked(fd);
  if (f) catch_up(fd, f);
  file_of_fd[fd] = NULL;
  free(folder_of_fd[fd]);
  folder_of_fd[fd] = NULL;
  int result = real_close(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

/* Does one write for real, and notes what it wrote where. offset < 0: at the file's own position. */
static ssize_t do_write(int fd, const struct iovec *parts, int n, off_t offset) {
  pthread_mutex_lock(&lock);
  struct file *f = tracked(fd);
  ssize_t wrote = offset < 0 ? real_writev(fd, parts, n) : real_pwritev(fd, parts, n, offset);
  if (f && wrote > 0) {
    size_t from = (size_t)(offset < 0 ? lseek(fd, 0, SEEK_CUR) - wrote : offset), left = (size_t)wrote;
    for (int i = 0; i < n && left > 0; i++) {
      size_t length = parts[i].iov_len < left ? parts[i].iov_len : left;
      note_change(f, from, parts[i].iov_base, length);
      from += length;
      left -= length;
    }
    operation();
  }
  pthread_mutex_unlock(&lock);
  return wrote;
}

static int watched_fd(int fd) {
  start();
  return active && fd >= 0 && fd < MAX_FD && file_of_fd[fd];
}

ssize_t write(int fd, const void *bytes, size_t n) {
  struct iovec part = {(void *)bytes, n};
  return watched_fd(fd) ? do_write(fd, &part, 1, -1) : real_write(fd, bytes, n);
}
ssize_t writev(int fd, const struct iovec *parts, int n) {
  return watched_fd(fd) ? do_write(fd, parts, n, -1) : real_writev(fd, parts, n);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) {
  struct iovec part = {(void *)bytes, n};
  return watched_fd(fd) ? do_write(fd, &part, 1, offset) : real_pwrite(fd, bytes, n, offset);
}
ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t offset) {
  return watched_fd(fd) ? do_write(fd, parts, n, offset) : real_pwritev(fd, parts, n, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) { return pwrite(fd, bytes, n, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t offset) { return pwritev(fd, parts, n, offset); }

int ftruncate(int fd, off_t size) {
  if (!watched_fd(fd)) return real_ftruncate(fd, size);
  pthread_mutex_lock(&lock);
  struct file *f = tracked(fd);
  int result = real_ftruncate(fd, size);
  if (f && !result) note_change(f, (size_t)size, NULL, 0), operation();
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* The power may go while the disk is still at it, so the operation counts before its effect. */
static int do_sync(int fd, int (*real)(int)) {
  if (!active || fd < 0 || fd >= MAX_FD || (!file_of_fd[fd] && !folder_of_fd[fd])) return real(fd);
  pthread_mutex_lock(&lock);
  struct stat st;
  struct file *f = tracked(fd);
  int folder = !f && folder_of_fd[fd] && !fstat(fd, &st) && S_ISDIR(st.st_mode);
  if (f) catch_up(fd, f);
  if (f || folder) operation();
  int result = real(fd);
  if (f && !result) settle(f, 1);
  if (folder && !result) sync_folder(folder_of_fd[fd]);
  pthread_mutex_unlock(&lock);
  return result;
}
int fsync(int fd) { return start(), do_sync(fd, real_fsync); }
int fdatasync(int fd) { return start(), do_sync(fd, real_fdatasync); }

int unlinkat(int dir, const char *path, int flags) {
  char full[PATH_MAX * 2];
  start();
  pthread_mutex_lock(&lock);
  int ours = inside(dir, path, full), result = real_unlinkat(dir, path, flags);
  if (ours && !result) note_renaming(NULL, full, NULL), operation();
  pthread_mutex_unlock(&lock);
  return result;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t permissions) {
  char full[PATH_MAX * 2];
  start();
  pthread_mutex_lock(&lock);
  int ours = inside(AT_FDCWD, path, full), result = real_mkdir(path, permissions);
  if (ours && !result) note_renaming(full, NULL, NULL), operation();
  pthread_mutex_unlock(&lock);
  return result;
}

int rename(const char *from, const char *to) {
  char was[PATH_MAX * 2], is[PATH_MAX * 2];
  struct stat st;
  start();
  pthread_mutex_lock(&lock);
  int left = inside(AT_FDCWD, from, was), came = inside(AT_FDCWD, to, is), result = real_rename(from, to);
  if (!result && (left || came) && !stat(to, &st)) {
    note_renaming(came ? is : NULL, left ? was : NULL, S_ISREG(st.st_mode) ? known_file(&st) : NULL);
    operation();
  }
  pthread_mutex_unlock(&lock);
  return result;
}
