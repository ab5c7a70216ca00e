#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/// Fills in an address. A path longer than an address may be is reached through a descriptor of its
/// folder, which the caller closes when it is not -1.
static int address_of(const char *path, struct sockaddr_un *address, int *folder)
{
    *folder = -1;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) < sizeof address->sun_path) {
        strcpy(address->sun_path, path);
        return 0;
    }
    const char *slash = strrchr(path, '/');
    char parent[4096];
    if (!slash || (size_t)(slash - path) >= sizeof parent) return ENAMETOOLONG;
    memcpy(parent, path, slash - path);
    parent[slash - path] = 0;
    *folder = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) return errno;
    int length = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d%s", *folder, slash);
    return length < (int)sizeof address->sun_path ? 0 : ENAMETOOLONG;
}

int cl_listen(const char *path, mode_t mode)
{
    struct sockaddr_un address;
    int folder, code = address_of(path, &address, &folder), fd = -1;
    if (!code && (fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0) code = errno;
    if (!code && bind(fd, (struct sockaddr *)&address, sizeof address) < 0) code = errno;
    if (!code && chmod(path, mode) < 0) code = errno;
    if (!code && listen(fd, 512) < 0) code = errno;
    if (folder >= 0) close(folder);
    if (code && fd >= 0) close(fd);
    return code ? -code : fd;
}

int cl_connect(const char *path)
{
    struct sockaddr_un address;
    int folder, code = address_of(path, &address, &folder), fd = -1;
    if (!code && (fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0) code = errno;
    while (!code && connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        if (errno != EINTR) code = errno;
    if (folder >= 0) close(folder);
    if (code && fd >= 0) close(fd);
    return code ? -code : fd;
}

int cl_accept(int fd)
{
    int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    return connection < 0 ? -errno : connection;
}

int cl_peer(int fd, uid_t *uid, pid_t *pid)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return errno;
    *uid = peer.uid;
    *pid = peer.pid;
    return 0;
}

enum { most_descriptors = 8 };

int cl_send(int fd, const void *bytes, size_t count, const int *fds, int fd_count, int wait)
{
    const char *next = bytes;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(most_descriptors * sizeof(int))];
    } control;
    if (fd_count > most_descriptors) return EINVAL;
    while (count > 0) {
        struct iovec part = { .iov_base = (void *)next, .iov_len = count };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
        if (fd_count > 0) {
            memset(&control, 0, sizeof control);
            message.msg_control = &control;
            message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
            struct cmsghdr *head = CMSG_FIRSTHDR(&message);
            head->cmsg_level = SOL_SOCKET;
            head->cmsg_type = SCM_RIGHTS;
            head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
            memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
        }
        ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return errno;
        fd_count = 0;
        next += sent;
        count -= sent;
    }
    return 0;
}

ssize_t cl_receive(int fd, void *bytes, size_t room, int *fds, int *fd_count, int wait)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(most_descriptors * sizeof(int))];
    } control;
    struct iovec part = { .iov_base = bytes, .iov_len = room };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t count;
    do count = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    while (count < 0 && errno == EINTR);
    int kept = 0, fits = *fd_count;
    *fd_count = 0;
    if (count < 0) return -errno;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
        int came = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (int i = 0; i < came; i++) {
            int each;
            memcpy(&each, CMSG_DATA(head) + i * sizeof(int), sizeof each);
            if (kept < fits) fds[kept++] = each;
            else close(each);
        }
    }
    // Descriptors that had no room here are gone, and whoever needs one would go on without it.
    if (message.msg_flags & MSG_CTRUNC) {
        while (kept > 0) close(fds[--kept]);
        count = -EMFILE;
    }
    *fd_count = kept;
    return count;
}

int cl_take_datagrams(const char *path, mode_t mode)
{
    struct sockaddr_un address;
    int folder, code = address_of(path, &address, &folder), fd = -1;
    if (!code && (fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0) code = errno;
    if (!code && bind(fd, (struct sockaddr *)&address, sizeof address) < 0) code = errno;
    if (!code && chmod(path, mode) < 0) code = errno;
    if (folder >= 0) close(folder);
    if (code && fd >= 0) close(fd);
    return code ? -code : fd;
}

int cl_send_datagram(const char *path, const void *bytes, size_t count)
{
    struct sockaddr_un address;
    int folder, code = address_of(path, &address, &folder), fd = -1;
    socklen_t size = sizeof address;
    if (!code && path[0] == '@') {
        address.sun_path[0] = 0;
        size = offsetof(struct sockaddr_un, sun_path) + strlen(path);
    }
    if (!code && (fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0) code = errno;
    if (!code && sendto(fd, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address, size) < 0) code = errno;
    if (folder >= 0) close(folder);
    if (fd >= 0) close(fd);
    return code;
}
