#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/mount.h>
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

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

int cl_read_only_below(const char *path)
{
    // struct mount_attr of linux/mount.h, which older headers have not.
    struct { uint64_t set, clear, propagation, userns; } attributes = { .set = 1 /* MOUNT_ATTR_RDONLY */ };
    // What is mounted from now on would come as it is, to be written to.
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return errno;
    long done = syscall(SYS_mount_setattr, AT_FDCWD, path, 0x8000 /* AT_RECURSIVE */, &attributes, sizeof attributes);
    return done < 0 ? errno : 0;
}
