/* What a disk would hold after a power cut: synced bytes of files, and names whose folder was synced. Plain data and rules, no hooks. */
#ifndef IMAGE_H
#define IMAGE_H
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

/* One unsynced change of a file: `length` bytes at `offset`, or (bytes == NULL) `offset` as the new size. */
struct change {
  struct change *next;
  size_t offset, length;
  char *bytes;
};
/* A file by inode: `disk` is what is synced, `seen` the size it has for the living process. */
struct file {
  struct file *next;
  dev_t dev;
  ino_t ino;
  char *disk;
  size_t size, room, seen;
  struct change *first, **last;
};
/* A name as it would be found after the cut; file == NULL: a folder. */
struct name {
  struct name *next;
  char *path;
  struct file *file;
};
/* An unsynced change of names. A rename removes one and adds another, both or neither. */
struct renaming {
  struct renaming *next;
  char *add, *remove;
  struct file *file;
};

static struct file *files;
static struct name *names;
static struct renaming *renamings;
static const char *mode = "lose";
static unsigned long long seed;

static void fail(const char *why) {
  fprintf(stderr, "powercut: %s\n", why);
  _exit(98);
}

static void *must(void *memory) {
  if (!memory) fail("out of memory");
  return memory;
}

/* splitmix64: the same seed gives the same cut everywhere. */
static unsigned chance(void) {
  unsigned long long z = (seed += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return (unsigned)((z ^ (z >> 31)) >> 33);
}

static int mode_is(const char *word) { return !strcmp(mode, word); }

static void put(struct file *f, size_t offset, const char *bytes, size_t length) {
  size_t end = offset + length;
  if (end > f->room) {
    size_t room = end * 2;
    f->disk = must(realloc(f->disk, room));
    f->room = room;
  }
  if (offset > f->size) memset(f->disk + f->size, 0, offset - f->size);
  if (end > f->size) f->size = end;
  memcpy(f->disk + offset, bytes, length);
}

static void resize(struct file *f, size_t size) {
  if (size > f->size) put(f, size - 1, "", 1);
  else f->size = size;
}

static struct file *known_file(const struct stat *st) {
  struct file *f = files;
  while (f && (f->dev != st->st_dev || f->ino != st->st_ino)) f = f->next;
  return f;
}

static struct file *new_file(const struct stat *st) {
  struct file *f = known_file(st);
  if (f) f->ino = 0; /* its inode was freed and is used again */
  f = must(calloc(1, sizeof *f));
  f->dev = st->st_dev;
  f->ino = st->st_ino;
  f->last = &f->first;
  f->next = files;
  return files = f;
}

static void set_name(const char *path, struct file *file) {
  struct name *n = names;
  while (n && strcmp(n->path, path)) n = n->next;
  if (!n) {
    n = must(calloc(1, sizeof *n));
    n->path = must(strdup(path));
    n->next = names;
    names = n;
  }
  n->file = file;
}

static void drop_name(const char *path) {
  struct name **p = &names, *n;
  while (*p && strcmp((*p)->path, path)) p = &(*p)->next;
  if (!(n = *p)) return;
  *p = n->next;
  free(n->path);
  free(n);
}

static void note_renaming(const char *add, const char *remove, struct file *file) {
  struct renaming **p = &renamings;
  while (*p) p = &(*p)->next;
  *p = must(calloc(1, sizeof **p));
  if (add) (*p)->add = must(strdup(add));
  if (remove) (*p)->remove = must(strdup(remove));
  (*p)->file = file;
}

static void apply_renaming(const struct renaming *r) {
  if (r->remove) drop_name(r->remove);
  if (r->add) set_name(r->add, r->file);
}

static int lies_in(const char *path, const char *folder) {
  size_t n = strlen(folder);
  return path && !strncmp(path, folder, n) && path[n] == '/' && !strchr(path + n + 1, '/');
}

/* fsync of a folder: its names are on disk. */
static void sync_folder(const char *folder) {
  struct renaming **p = &renamings, *r;
  while ((r = *p)) {
    if (!lies_in(r->add, folder) && !lies_in(r->remove, folder)) {
      p = &r->next;
      continue;
    }
    apply_renaming(r);
    *p = r->next;
    free(r->add);
    free(r->remove);
    free(r);
  }
}

static void note_change(struct file *f, size_t offset, const void *bytes, size_t length) {
  struct change *c = must(calloc(1, sizeof *c));
  c->offset = offset;
  c->length = length;
  if (bytes) {
    c->bytes = must(malloc(length + 1));
    memcpy(c->bytes, bytes, length);
  }
  *f->last = c;
  f->last = &c->next;
  if (!bytes) f->seen = offset;
  else if (offset + length > f->seen) f->seen = offset + length;
}

/* The sectors of one write that reached the disk before the power went, each by chance. */
static void put_torn(struct file *f, const struct change *c) {
  for (size_t done = 0, step; done < c->length; done += step) {
    step = SECTOR - (c->offset + done) % SECTOR;
    if (step > c->length - done) step = c->length - done;
    if (chance() % 2) put(f, c->offset + done, c->bytes + done, step);
  }
}

/* Brings a file's unsynced changes to the disk: all of them (fsync), or what the cut lets through. */
static void settle(struct file *f, int everything) {
  unsigned total = 0, number = 0;
  for (struct change *c = f->first; c; c = c->next) total++;
  unsigned prefix = chance() % (total + 1);
  for (struct change *c = f->first, *next; c; c = next, number++) {
    next = c->next;
    int torn = !everything && mode_is("torn");
    int whole = everything || (mode_is("prefix") && number < prefix) || (mode_is("keep") && chance() % 2);
    if (torn && c->bytes) put_torn(f, c);
    else if (whole || (torn && chance() % 2)) {
      if (c->bytes) put(f, c->offset, c->bytes, c->length);
      else resize(f, c->offset);
    }
    free(c->bytes);
    free(c);
  }
  f->first = NULL;
  f->last = &f->first;
}
#endif
