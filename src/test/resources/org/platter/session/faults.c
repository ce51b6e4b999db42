/*
 * Stands between a program and the C library: counts the calls that change files in one folder, or one device,
 * and lets chosen ones fail. It is preloaded, and what the program starts inherits it. All share the block in
 * the file that PLATTER_FAULTS names; Faults.java has the other side of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FAIL, KILL };
enum { RECORDS = 8000, NAME = 112, HANDED = 199 };

struct block {
    volatile int armed; /* whether calls are counted */
    volatile int count; /* of calls since */
    int first, last;    /* those that fail, from 1 on */
    int error;          /* the errno they fail with */
    int kind;
    int process;        /* that KILL ends, too */
    int unused;
    char folder[256], device[256];
    char log[RECORDS][NAME];
};

static struct block *block;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("PLATTER_FAULTS");
    int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0 && name) {
        fd = dup(HANDED); /* in a sandbox, in which the file can only be read */
        close(HANDED);
    }
    if (fd < 0) {
        return;
    }
    if (!strcmp(program_invocation_short_name, "bwrap")) {
        dup2(fd, HANDED); /* to what it starts in the sandbox */
    }
    void *there = mmap(NULL, sizeof(struct block), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    block = there == MAP_FAILED ? NULL : there;
}

static int is_within(const char *path) {
    size_t length = strlen(block->folder);
    return !strncmp(path, block->folder, length) && (path[length] == '/' || path[length] == 0)
            || *block->device && !strcmp(path, block->device);
}

/*
 * Returns the error that a call on this file is to fail with; 0 if it is to be made. What the call changes is n
 * bytes from there on, or, if n is negative, is not said.
 */
static int fault(const char *call, const char *path, long long at, long long n) {
    if (!is_within(path)) {
        return 0;
    }
    int number = __atomic_add_fetch(&block->count, 1, __ATOMIC_SEQ_CST);
    if (number <= RECORDS) {
        size_t known = strncmp(path, block->folder, strlen(block->folder)) ? 0 : strlen(block->folder);
        char *log = block->log[number - 1];
        snprintf(log, NAME, "%s %s", call, path + known);
        if (n >= 0) {
            snprintf(log + strlen(log), NAME - strlen(log), " %lld+%lld", at, n);
        }
    }
    if (number < block->first || number > block->last) {
        return 0;
    }
    if (block->kind == KILL) {
        if (block->process > 0) {
            kill(block->process, SIGKILL);
        }
        kill(getpid(), SIGKILL);
    }
    return block->error;
}

static int of_file(const char *call, int fd, long long at, long long n) {
    char link[32], path[PATH_MAX];
    if (!block || !block->armed) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || path[0] != '/') {
        return 0;
    }
    path[length] = 0;
    return fault(call, path, at, n);
}

static int of_path(const char *call, int folder, const char *name) {
    char link[32], path[PATH_MAX * 2];
    ssize_t length = 0;
    if (!block || !block->armed || !name) {
        return 0;
    }
    if (name[0] != '/') {
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        length = readlink(link, path, PATH_MAX);
        if (length <= 0) {
            return 0;
        }
        path[length++] = '/';
    }
    snprintf(path + length, sizeof path - length, "%s", name);
    return fault(call, path, 0, -1);
}

static long long bytes(const struct iovec *v, int n) {
    long long sum = 0;
    for (int i = 0; i < n; i++) {
        sum += v[i].iov_len;
    }
    return sum;
}

#define REAL(name) ({ \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name); \
    real; })
#define FAILS(error) do { int failed = (error); if (failed) { errno = failed; return -1; } } while (0)
#define BY_FILE(type, name, parameters, start, size, ...) \
    type name parameters { FAILS(of_file(#name, fd, start, size)); return REAL(name)(fd, __VA_ARGS__); }
#define BY_PATH(name, parameters, at, path, ...) \
    int name parameters { FAILS(of_path(#name, at, path)); return REAL(name)(__VA_ARGS__); }

BY_FILE(ssize_t, write, (int fd, const void *from, size_t n), 0, n, from, n)
BY_FILE(ssize_t, writev, (int fd, const struct iovec *v, int n), 0, -1, v, n)
BY_FILE(ssize_t, pwrite, (int fd, const void *from, size_t n, off_t at), at, n, from, n, at)
BY_FILE(ssize_t, pwrite64, (int fd, const void *from, size_t n, off_t at), at, n, from, n, at)
BY_FILE(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at), at, bytes(v, n), v, n, at)
BY_FILE(ssize_t, pwritev64, (int fd, const struct iovec *v, int n, off_t at), at, bytes(v, n), v, n, at)
BY_FILE(ssize_t, pwritev2, (int fd, const struct iovec *v, int n, off_t at, int flags),
        at, bytes(v, n), v, n, at, flags)
BY_FILE(ssize_t, pwritev64v2, (int fd, const struct iovec *v, int n, off_t at, int flags),
        at, bytes(v, n), v, n, at, flags)
BY_FILE(int, sync_file_range, (int fd, off_t at, off_t n, unsigned flags), at, n, at, n, flags)
BY_FILE(int, ftruncate, (int fd, off_t size), 0, size, size)
BY_FILE(int, ftruncate64, (int fd, off_t size), 0, size, size)
BY_FILE(int, fallocate, (int fd, int mode, off_t at, off_t n), at, n, mode, at, n)
BY_FILE(int, fallocate64, (int fd, int mode, off_t at, off_t n), at, n, mode, at, n)
BY_FILE(int, fsetxattr, (int fd, const char *name, const void *value, size_t n, int flags),
        0, -1, name, value, n, flags)
BY_FILE(int, fremovexattr, (int fd, const char *name), 0, -1, name)
BY_FILE(int, fchown, (int fd, uid_t user, gid_t group), 0, -1, user, group)
BY_FILE(int, fchmod, (int fd, mode_t mode), 0, -1, mode)

int fsync(int fd) { FAILS(of_file("fsync", fd, 0, -1)); return REAL(fsync)(fd); }
int fdatasync(int fd) { FAILS(of_file("fdatasync", fd, 0, -1)); return REAL(fdatasync)(fd); }
int posix_fallocate(int fd, off_t at, off_t n) {
    int error = of_file("posix_fallocate", fd, at, n);
    return error ? error : REAL(posix_fallocate)(fd, at, n);
}
int posix_fallocate64(int fd, off_t at, off_t n) { return posix_fallocate(fd, at, n); }
ssize_t copy_file_range(int from, off64_t *at, int fd, off64_t *to, size_t n, unsigned flags) {
    FAILS(of_file("copy_file_range", fd, to ? *to : 0, n));
    return REAL(copy_file_range)(from, at, fd, to, n, flags);
}

BY_PATH(truncate, (const char *path, off_t size), AT_FDCWD, path, path, size)
BY_PATH(truncate64, (const char *path, off_t size), AT_FDCWD, path, path, size)
BY_PATH(rename, (const char *from, const char *to), AT_FDCWD, to, from, to)
BY_PATH(renameat, (int a, const char *from, int b, const char *to), b, to, a, from, b, to)
BY_PATH(renameat2, (int a, const char *from, int b, const char *to, unsigned flags), b, to,
        a, from, b, to, flags)
BY_PATH(link, (const char *from, const char *to), AT_FDCWD, to, from, to)
BY_PATH(linkat, (int a, const char *from, int b, const char *to, int flags), b, to, a, from, b, to, flags)
BY_PATH(symlink, (const char *from, const char *to), AT_FDCWD, to, from, to)
BY_PATH(unlink, (const char *path), AT_FDCWD, path, path)
BY_PATH(unlinkat, (int a, const char *path, int flags), a, path, a, path, flags)
BY_PATH(rmdir, (const char *path), AT_FDCWD, path, path)
BY_PATH(mkdir, (const char *path, mode_t mode), AT_FDCWD, path, path, mode)
BY_PATH(mkdirat, (int a, const char *path, mode_t mode), a, path, a, path, mode)
BY_PATH(chmod, (const char *path, mode_t mode), AT_FDCWD, path, path, mode)
BY_PATH(chown, (const char *path, uid_t user, gid_t group), AT_FDCWD, path, path, user, group)

/* Opening counts where it makes a file or cuts one. */
#define OPENS(name, parameters, at, ...) int name parameters { \
    mode_t mode = 0; \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
        va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); \
    } \
    if (flags & (O_TRUNC | O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
        FAILS(of_path("create", at, path)); \
    } \
    return REAL(name)(__VA_ARGS__, flags, mode); \
}
OPENS(open, (const char *path, int flags, ...), AT_FDCWD, path)
OPENS(open64, (const char *path, int flags, ...), AT_FDCWD, path)
OPENS(openat, (int a, const char *path, int flags, ...), a, a, path)
OPENS(openat64, (int a, const char *path, int flags, ...), a, a, path)

/* Sharing blocks, discarding and zeroing those of a device, a loop device's new size, a file's flags. */
int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    switch (request) {
        case 0x40049409: case 0x4020940d: case 0x1277: case 0x127f: case 0x4c07:
        case 0x40086602: case 0x401c5820:
            FAILS(of_file("ioctl", fd, 0, -1));
    }
    return REAL(ioctl)(fd, request, argument);
}
