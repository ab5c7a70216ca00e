#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

int cl_open_within(int directory, const char *path, int flags, mode_t mode, uint64_t resolve)
{
    struct open_how how = { .flags = (uint64_t)flags | O_CLOEXEC, .resolve = resolve,
        .mode = flags & O_CREAT ? mode : 0 };
    long fd;
    int tries = 100;
    // A rename somewhere on the system makes the kernel unsure of a `..` for a moment.
    do fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
    while (fd < 0 && (errno == EAGAIN || errno == EINTR) && --tries > 0);
    return fd < 0 ? -errno : (int)fd;
}

int cl_inotify(void)
{
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int cl_watch(int fd, const char *path, uint32_t kinds)
{
    int watch = inotify_add_watch(fd, path, kinds);
    return watch < 0 ? -errno : watch;
}

int64_t cl_copy(int from, int64_t offset, int to, int64_t count)
{
    off_t place = offset;
    ssize_t copied = copy_file_range(from, &place, to, NULL, (size_t)count, 0);
    // Not every pair of file systems has it, and some say they do.
    if (copied == 0 || (copied < 0 && (errno == EXDEV || errno == ENOSYS || errno == EINVAL || errno == EOPNOTSUPP))) {
        place = offset;
        copied = sendfile(to, from, &place, (size_t)count);
    }
    return copied < 0 ? -errno : copied;
}

int cl_rename_new(const char *path, const char *place)
{
    if (renameat2(AT_FDCWD, path, AT_FDCWD, place, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // A file system that cannot promise it.
    if (faccessat(AT_FDCWD, place, F_OK, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
    return rename(path, place) == 0 ? 0 : errno;
}
