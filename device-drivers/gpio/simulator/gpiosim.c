/* LD_PRELOAD library that is the kernel's GPIO character device (the first version of its interface, as libgpiod 1.6 uses it) to one
 * process. The lines are files below the folder GPIOSIM; chip.ts makes and changes them:
 *
 * In its folder sys/ lies what the process sees as /sys/class/gpio, as plain files.
 *
 *   gpiochipN/dev     "254:N"                     gpiochipN/info   label and number of lines
 *   gpiochipN/errno   if there: open fails so     gpiochipN/L/     one line:
 *     level     '0' or '1', what the pin is at    history   one character for each level that was ever driven
 *     edges     a FIFO of struct gpioevent_data   name, consumer, stuck (what reads back, whatever is driven)
 *
 * A line that is requested is held by a lock on its FIFO, so that it comes free with the process, however that ends. One line per
 * request; bias and drive are accepted and ignored. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { MAX_FD = 1024, MAJOR = 254 };

/* What is behind a descriptor: a chip (line -1), a requested line, or nothing of ours (chip 0 stands for none). */
static struct { int chip, line, low, output; } behind[MAX_FD];

/* Path of a file of a chip (line -1) or of a line; false when it would be too long. */
static int path_of(char *path, int chip, int line, const char *file) {
  const char *folder = getenv("GPIOSIM");
  int n = line < 0 ? snprintf(path, PATH_MAX, "%s/gpiochip%d/%s", folder ? folder : "", chip, file)
                   : snprintf(path, PATH_MAX, "%s/gpiochip%d/%d/%s", folder ? folder : "", chip, line, file);
  return folder && n < PATH_MAX;
}

/* Reads a small file as text without its newline; false when it is not there. */
static int text_of(int chip, int line, const char *file, char *text, size_t size) {
  char path[PATH_MAX];
  if (!path_of(path, chip, line, file)) return 0;
  FILE *f = fopen(path, "re");
  if (!f) return 0;
  size_t n = fread(text, 1, size - 1, f);
  text[n] = 0;
  text[strcspn(text, "\n")] = 0;
  fclose(f);
  return 1;
}

static void write_text(int chip, int line, const char *file, const char *mode, const char *text) {
  char path[PATH_MAX];
  FILE *f = path_of(path, chip, line, file) ? fopen(path, mode) : NULL;
  if (!f) return;
  fputs(text, f);
  fclose(f);
}

static int is_there(int chip) {
  char path[PATH_MAX];
  return path_of(path, chip, -1, "info") && !faccessat(AT_FDCWD, path, F_OK, 0);
}

/* Number of the chip that a path names between `before` and `after`, or -1. */
static int chip_in(const char *path, const char *before, const char *after) {
  size_t n = strlen(before);
  if (!path || !getenv("GPIOSIM") || strncmp(path, before, n)) return -1;
  char *end;
  long chip = strtol(path + n, &end, 10);
  return end == path + n || strcmp(end, after) ? -1 : (int)chip;
}

static int fail(int error) {
  errno = error;
  return -1;
}

static int level_of(int chip, int line) {
  char text[8] = "0";
  if (!text_of(chip, line, "stuck", text, sizeof text)) text_of(chip, line, "level", text, sizeof text);
  return text[0] == '1';
}

static void drive(int chip, int line, int level) {
  write_text(chip, line, "history", "ae", level ? "1" : "0");
  write_text(chip, line, "level", "we", level ? "1" : "0");
}

/* The lines of a chip; 0 when it is not there. */
static unsigned lines_of(int chip, char label[GPIO_MAX_NAME_SIZE]) {
  char text[64];
  unsigned lines = 0;
  if (!text_of(chip, -1, "info", text, sizeof text)) return 0;
  sscanf(text, "%31s %u", label, &lines);
  return lines;
}

/* Takes the line for this process: a descriptor that is its FIFO, locked; or -1 with errno. */
static int hold(int chip, unsigned line, const char *consumer, int low, int output) {
  char path[PATH_MAX], label[GPIO_MAX_NAME_SIZE], rest[4096];
  if (line >= lines_of(chip, label) || !path_of(path, chip, (int)line, "edges")) return fail(EINVAL);
  int fd = openat(AT_FDCWD, path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return -1;
  if (fd >= MAX_FD || flock(fd, LOCK_EX | LOCK_NB)) {
    close(fd);
    return fail(EBUSY);
  }
  while (read(fd, rest, sizeof rest) > 0) continue;
  write_text(chip, (int)line, "consumer", "we", consumer);
  behind[fd].chip = chip + 1, behind[fd].line = (int)line, behind[fd].low = low, behind[fd].output = output;
  return fd;
}

static int is_held(int chip, unsigned line) {
  char path[PATH_MAX];
  if (!path_of(path, chip, (int)line, "edges")) return 0;
  int fd = openat(AT_FDCWD, path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return 0;
  int held = flock(fd, LOCK_EX | LOCK_NB) != 0;
  close(fd);
  return held;
}

static int chip_ioctl(int chip, unsigned long request, void *argument) {
  char label[GPIO_MAX_NAME_SIZE] = "";
  unsigned lines = lines_of(chip, label);
  if (!lines) return fail(ENODEV);
  switch (request) {
  case GPIO_GET_CHIPINFO_IOCTL: {
    struct gpiochip_info *info = argument;
    snprintf(info->name, sizeof info->name, "gpiochip%d", chip);
    snprintf(info->label, sizeof info->label, "%s", label);
    info->lines = lines;
    return 0;
  }
  case GPIO_GET_LINEINFO_IOCTL: {
    struct gpioline_info *info = argument;
    unsigned line = info->line_offset;
    if (line >= lines) return fail(EINVAL);
    memset(info, 0, sizeof *info);
    info->line_offset = line;
    text_of(chip, (int)line, "name", info->name, sizeof info->name);
    if (!is_held(chip, line)) return 0;
    info->flags = GPIOLINE_FLAG_KERNEL;
    text_of(chip, (int)line, "consumer", info->consumer, sizeof info->consumer);
    return 0;
  }
  case GPIO_GET_LINEHANDLE_IOCTL: {
    struct gpiohandle_request *asked = argument;
    if (asked->lines != 1) return fail(EINVAL);
    int low = !!(asked->flags & GPIOHANDLE_REQUEST_ACTIVE_LOW), output = !!(asked->flags & GPIOHANDLE_REQUEST_OUTPUT);
    asked->fd = hold(chip, asked->lineoffsets[0], asked->consumer_label, low, output);
    if (asked->fd < 0) return -1;
    if (output) drive(chip, (int)asked->lineoffsets[0], !!asked->default_values[0] ^ low);
    return 0;
  }
  case GPIO_GET_LINEEVENT_IOCTL: {
    struct gpioevent_request *asked = argument;
    int low = !!(asked->handleflags & GPIOHANDLE_REQUEST_ACTIVE_LOW);
    asked->fd = hold(chip, asked->lineoffset, asked->consumer_label, low, 0);
    return asked->fd < 0 ? -1 : 0;
  }
  }
  return fail(EINVAL);
}

static int line_ioctl(int fd, unsigned long request, struct gpiohandle_data *data) {
  int chip = behind[fd].chip - 1, line = behind[fd].line;
  if (!is_there(chip)) return fail(ENODEV);
  if (request == GPIOHANDLE_GET_LINE_VALUES_IOCTL) {
    data->values[0] = (__u8)(level_of(chip, line) ^ behind[fd].low);
    return 0;
  }
  if (request != GPIOHANDLE_SET_LINE_VALUES_IOCTL) return fail(EINVAL);
  if (!behind[fd].output) return fail(EPERM);
  drive(chip, line, !!data->values[0] ^ behind[fd].low);
  return 0;
}

int ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  static int (*real)(int, unsigned long, ...);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "ioctl");
  if (_IOC_TYPE(request) != 0xB4 || fd < 0 || fd >= MAX_FD || !behind[fd].chip) return real(fd, request, argument);
  return behind[fd].line < 0 ? chip_ioctl(behind[fd].chip - 1, request, argument) : line_ioctl(fd, request, argument);
}

/* Where a path of /sys/class/gpio lies in the simulation; other paths are as they are. */
static const char *placed(const char *path, char place[PATH_MAX]) {
  static const char root[] = "/sys/class/gpio";
  const char *folder = getenv("GPIOSIM");
  if (!folder || !path || strncmp(path, root, sizeof root - 1)) return path;
  snprintf(place, PATH_MAX, "%s/sys%s", folder, path + sizeof root - 1);
  return place;
}

static int do_open(const char *asked, int flags, mode_t permissions) {
  char place[PATH_MAX], moved[PATH_MAX], error[16];
  const char *path = placed(asked, moved);
  int chip = chip_in(path, "/sys/bus/gpio/devices/gpiochip", "/dev");
  if (chip >= 0 && path_of(place, chip, -1, "dev")) return openat(AT_FDCWD, place, flags);
  chip = chip_in(path, "/dev/gpiochip", "");
  if (chip < 0) return openat(AT_FDCWD, path, flags, permissions);
  if (text_of(chip, -1, "errno", error, sizeof error)) return fail(atoi(error));
  int fd = path_of(place, chip, -1, "info") ? openat(AT_FDCWD, place, O_RDONLY | O_CLOEXEC) : fail(ENOENT);
  if (fd >= 0 && fd < MAX_FD) behind[fd].chip = chip + 1, behind[fd].line = -1;
  return fd;
}

#define OPEN(name)                                    \
  int name(const char *path, int flags, ...) {        \
    va_list arguments;                                \
    va_start(arguments, flags);                       \
    mode_t permissions = va_arg(arguments, mode_t);   \
    va_end(arguments);                                \
    return do_open(path, flags, permissions);         \
  }
OPEN(open)
OPEN(open64)

DIR *opendir(const char *path) {
  static DIR *(*real)(const char *);
  char place[PATH_MAX];
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "opendir");
  const char *ours = getenv("GPIOSIM");
  return real(ours && !strcmp(path, "/dev") ? ours : placed(path, place));
}

int lstat(const char *path, struct stat *st) {
  int chip = chip_in(path, "/dev/gpiochip", "");
  if (chip < 0) return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
  if (!is_there(chip)) return fail(ENOENT);
  memset(st, 0, sizeof *st);
  st->st_mode = S_IFCHR | 0660;
  st->st_rdev = makedev(MAJOR, (unsigned)chip);
  return 0;
}

int stat(const char *path, struct stat *st) {
  char place[PATH_MAX];
  return chip_in(path, "/dev/gpiochip", "") < 0 ? fstatat(AT_FDCWD, placed(path, place), st, 0) : lstat(path, st);
}

int stat64(const char *path, struct stat64 *st) {
  return stat(path, (struct stat *)st);
}

int access(const char *path, int mode) {
  int chip = chip_in(path, "/sys/bus/gpio/devices/gpiochip", "/dev");
  if (chip < 0) return faccessat(AT_FDCWD, path, mode, 0);
  return is_there(chip) ? 0 : fail(ENOENT);
}

int scandir(const char *folder, struct dirent ***found, int (*takes)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
  static int (*real)(const char *, struct dirent ***, int (*)(const struct dirent *),
                     int (*)(const struct dirent **, const struct dirent **));
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "scandir");
  const char *ours = getenv("GPIOSIM");
  return real(ours && !strcmp(folder, "/dev") ? ours : folder, found, takes, compare);
}
