// Everything between fork and exec: no Swift may run there, its runtime may hold locks.

#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(int report, int kind, int first, int second)
{
    struct cl_report record = { kind, first, second };
    // A pipe takes so little at once or not at all; a reader that is gone wants no news.
    while (write(report, &record, sizeof record) < 0 && errno == EINTR) { }
}

static void fail(const struct cl_session *session, int stage, int code)
{
    tell(session->report, CL_FAILED, stage, code);
    _exit(stage == CL_STAGE_EXECUTE && code == ENOENT ? 127 : 126);
}

static void take_streams(const struct cl_session *session)
{
    // The agent keeps 0, 1 and 2 taken, so that no stream can stand in another's way.
    for (int i = 0; i < 3; i++)
        if (dup2(session->streams[i], i) < 0) fail(session, CL_STAGE_SETUP, errno);
}

static void take_identity(const struct cl_session *session)
{
    for (int i = 0; i < session->limit_count; i++) {
        const struct cl_limit *limit = &session->limits[i];
        struct rlimit now, wanted = { .rlim_cur = limit->soft, .rlim_max = limit->hard };
        if (setrlimit(limit->resource, &wanted) == 0) continue;
        // More than the engine was given cannot be had: as much as there is, then.
        if (getrlimit(limit->resource, &now) < 0) continue;
        if (wanted.rlim_max > now.rlim_max) wanted.rlim_max = now.rlim_max;
        if (wanted.rlim_cur > wanted.rlim_max) wanted.rlim_cur = wanted.rlim_max;
        setrlimit(limit->resource, &wanted);
    }
    umask(session->umask);
    if (session->group_count >= 0 && setgroups(session->group_count, session->groups) < 0)
        fail(session, CL_STAGE_SETUP, errno);
    if (setresgid(session->gid, session->gid, session->gid) < 0
        || setresuid(session->uid, session->uid, session->uid) < 0)
        fail(session, CL_STAGE_SETUP, errno);
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // no session outlives its agent
    if (session->no_new_privileges) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static int enter_directory(const struct cl_session *session)
{
    int code = ENOENT;
    for (int i = 0; session->directories[i]; i++) {
        if (chdir(session->directories[i]) == 0) return i;
        code = errno;
    }
    fail(session, CL_STAGE_DIRECTORY, code);
    return -1;
}

static void execute(const struct cl_session *session)
{
    int code = ENOENT;
    for (int i = 0; session->programs[i]; i++) {
        execve(session->programs[i], session->arguments, session->environment);
        if (errno == ENOEXEC) {
            // A script without its first line: for the shell, as execvp(3) does it.
            int count = 0;
            while (session->arguments[count]) count++;
            char **words = calloc(count + 2, sizeof *words);
            words[0] = "sh";
            words[1] = session->programs[i];
            for (int word = 1; word < count; word++) words[word + 1] = session->arguments[word];
            execve("/bin/sh", words, session->environment);
            errno = ENOEXEC;
        }
        // What is there and cannot be run is worth more to be told than what is not there.
        if (errno != ENOENT && errno != ENOTDIR) code = errno;
    }
    fail(session, CL_STAGE_EXECUTE, code);
}

static void be_command(const struct cl_session *session)
{
    setpgid(0, 0);
    if (session->terminal >= 0 && session->foreground) {
        signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(session->terminal, getpid());
    }
    cl_default_signals();
    take_streams(session);
    take_identity(session);
    int directory = enter_directory(session);
    tell(session->report, CL_READY, getpid(), directory);
    execute(session);
}

static void tell_change(const struct cl_session *session, pid_t command, int status)
{
    if (!WIFSTOPPED(status)) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            tell(session->report, CL_ENDED, status, 0);
            _exit(0);
        }
        return;
    }
    int stop = WSTOPSIG(status);
    int asks = (stop == SIGTTIN || stop == SIGTTOU) && tcgetpgrp(session->terminal) != command;
    tell(session->report, asks ? CL_WANTS_TERMINAL : CL_STOPPED, stop, 0);
}

/// A master that stayed open here would keep the terminal from hanging up.
static void close_all_but(int one, int other)
{
    int low = one < other ? one : other, high = one < other ? other : one;
    if (low > 0) close_range(0, low - 1, 0);
    if (high > low + 1) close_range(low + 1, high - 1, 0);
    if (close_range(high + 1, ~0U, 0) == 0) return;
    for (int fd = 0; fd < 4096; fd++)  // a kernel before 5.9
        if (fd != one && fd != other) close(fd);
}

/// Leads the terminal's session, so that the command can be stopped, continued and be put into the
/// foreground as a job of a shell can.
static void be_monitor(const struct cl_session *session)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_SETMASK, &set, NULL);
    static const int passed_over[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU };
    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++)
        signal(passed_over[i], SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (setsid() < 0 || ioctl(session->terminal, TIOCSCTTY, 0) < 0)
        fail(session, CL_STAGE_SETUP, errno);
    pid_t command = fork();
    if (command < 0) fail(session, CL_STAGE_SETUP, errno);
    if (command == 0) be_command(session);
    setpgid(command, command);
    // Whatever the agent had open, the terminal and the report apart, is not the monitor's.
    close_all_but(session->terminal, session->report);
    for (;;) {
        int arrived, status;
        sigwait(&set, &arrived);
        if (arrived == SIGUSR1) {
            tcsetpgrp(session->terminal, command);
            kill(-command, SIGCONT);
        }
        while (waitpid(command, &status, WNOHANG | WUNTRACED) > 0) tell_change(session, command, status);
    }
}

int cl_start(const struct cl_session *session, pid_t *pid)
{
    // Nothing may reach the child before it has its own signals: it would act as the agent.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    int code = errno;
    if (child == 0) {
        if (session->terminal >= 0) be_monitor(session);
        be_command(session);
    }
    if (child > 0 && session->terminal < 0) setpgid(child, child);
    sigprocmask(SIG_SETMASK, &before, NULL);
    *pid = child;
    return child < 0 ? code : 0;
}
