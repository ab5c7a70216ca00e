#include "clinux.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int cl_epoll(void)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int control(int epoll, int action, int fd, uint32_t kinds)
{
    struct epoll_event event = { .events = kinds, .data.fd = fd };
    return epoll_ctl(epoll, action, fd, &event) == 0 ? 0 : errno;
}

int cl_epoll_add(int epoll, int fd, uint32_t kinds) { return control(epoll, EPOLL_CTL_ADD, fd, kinds); }

int cl_epoll_change(int epoll, int fd, uint32_t kinds) { return control(epoll, EPOLL_CTL_MOD, fd, kinds); }

int cl_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0); }

int cl_epoll_wait(int epoll, struct cl_event *events, int room, int milliseconds)
{
    struct epoll_event found[64];
    if (room > 64) room = 64;
    int count = epoll_wait(epoll, found, room, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++)
        events[i] = (struct cl_event) { .fd = found[i].data.fd, .kinds = found[i].events };
    return count;
}

int cl_signals(const int *signals, int count)
{
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int cl_block_signal(int signal_number, int blocks)
{
    sigset_t only, before;
    sigemptyset(&only);
    sigaddset(&only, signal_number);
    if (sigprocmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &only, &before) < 0) return 0;
    return sigismember(&before, signal_number) == 1;
}

int cl_next_signal(int fd)
{
    struct signalfd_siginfo info;
    return read(fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

void cl_default_signals(void)
{
    for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void cl_default_faults(void)
{
    // Swift's runtime would look for its backtracer relative to the working directory.
    static const int faults[] = { SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) signal(faults[i], SIG_DFL);
}

int cl_timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int cl_timer_arm(int fd, int milliseconds)
{
    struct itimerspec when = { .it_value = {
        .tv_sec = milliseconds / 1000, .tv_nsec = (milliseconds % 1000) * 1000000L } };
    return timerfd_settime(fd, 0, &when, NULL) == 0 ? 0 : errno;
}

int cl_is_ignored(int signal_number)
{
    struct sigaction action;
    return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int cl_stop_self(int signal_number, int group)
{
    sigset_t only, before;
    struct timespec start, end;
    sigemptyset(&only);
    sigaddset(&only, signal_number);
    clock_gettime(CLOCK_MONOTONIC, &start);
    // Whoever wants this process to go on has said so already; a stop would make that unsaid.
    sigset_t waiting;
    if (sigpending(&waiting) == 0 && sigismember(&waiting, SIGCONT) == 1) return 0;
    if (kill(group ? 0 : getpid(), signal_number) < 0) return 0;
    // The stop takes place here, where the signal is let through.
    sigprocmask(SIG_UNBLOCK, &only, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long elapsed = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
    // An orphaned process group is not stopped: the call comes back at once.
    return elapsed > 1;
}
