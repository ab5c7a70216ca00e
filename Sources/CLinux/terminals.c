#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

int cl_open_terminal(int *slave)
{
    int master = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    // The one of a host's own devpts may be root's alone; `/dev/ptmx` is for everybody then.
    if (master < 0) master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0) return -errno;
    int unlocked = 0;
    if (ioctl(master, TIOCSPTLCK, &unlocked) == 0) {
        *slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (*slave >= 0) return master;
    }
    int code = errno;
    close(master);
    return -code;
}

int cl_terminal_is_tty(int fd) { return isatty(fd); }

// Has nothing open but its end of the socket and the terminal: neither the agent nor whoever waits for the end of a pipe is to
// take it for the process that it watches.
static _Noreturn void guard_terminal(int socket, int terminal, const void *bytes, size_t count)
{
    setsid();
    int end = fcntl(socket, F_DUPFD, 10), screen = fcntl(terminal, F_DUPFD, 10);
    if (end < 0 || screen < 0 || dup2(end, 0) < 0 || dup2(screen, 1) < 0) _exit(1);
    if (syscall(SYS_close_range, 2, ~0U, 0) < 0) {
        long limit = sysconf(_SC_OPEN_MAX);
        for (int fd = 2; fd < limit; fd++) close(fd);
    }
    char word;
    ssize_t got;
    do got = read(0, &word, 1);
    while (got < 0 && errno == EINTR);
    // The end of all that could have sent a word.
    while (got == 0 && count > 0) {
        ssize_t written = write(1, bytes, count);
        if (written < 0 && errno != EINTR) break;
        if (written > 0) bytes = (const char *)bytes + written, count -= written;
    }
    _exit(0);
}

int cl_guard_terminal(int fd, const void *bytes, size_t count, int *guard, pid_t *pid)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return errno;
    *pid = fork();
    if (*pid == 0) {
        close(ends[0]);
        guard_terminal(ends[1], fd, bytes, count);
    }
    int code = *pid < 0 ? errno : 0;
    close(ends[1]);
    if (code) close(ends[0]);
    else *guard = ends[0];
    return code;
}

void cl_dismiss_guard(int guard, pid_t pid)
{
    send(guard, "", 1, MSG_NOSIGNAL);
    close(guard);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR);
}

int cl_window_get(int fd, struct cl_window *window)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return errno;
    *window = (struct cl_window) { size.ws_row, size.ws_col, size.ws_xpixel, size.ws_ypixel };
    return 0;
}

int cl_window_set(int fd, const struct cl_window *window)
{
    struct winsize size = { .ws_row = window->rows, .ws_col = window->columns,
        .ws_xpixel = window->width, .ws_ypixel = window->height };
    return ioctl(fd, TIOCSWINSZ, &size) < 0 ? errno : 0;
}

int cl_termios_get(int fd, void *bytes, size_t room)
{
    struct termios settings;
    if (room < sizeof settings) return -EINVAL;
    if (tcgetattr(fd, &settings) < 0) return -errno;
    memcpy(bytes, &settings, sizeof settings);
    return sizeof settings;
}

int cl_termios_set(int fd, const void *bytes, size_t count)
{
    struct termios settings;
    if (count != sizeof settings) return EINVAL;
    memcpy(&settings, bytes, sizeof settings);
    int answer;
    do answer = tcsetattr(fd, TCSADRAIN, &settings);
    while (answer < 0 && errno == EINTR);
    return answer < 0 ? errno : 0;
}

void cl_termios_raw(void *bytes, int output)
{
    struct termios settings;
    memcpy(&settings, bytes, sizeof settings);
    tcflag_t before = settings.c_oflag;
    cfmakeraw(&settings);
    if (!output) settings.c_oflag = before;
    memcpy(bytes, &settings, sizeof settings);
}

int cl_termios_by_lines(int fd)
{
    struct termios settings;
    return tcgetattr(fd, &settings) == 0 && settings.c_lflag & ICANON ? 1 : 0;
}
