// crowd — starts a command many times at once.
//
//   crowd COUNT COMMAND...
//
// It prints, with tabs between: the microseconds until the last one ended, and how many failed.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words)
{
    int wanted = count > 2 ? atoi(words[1]) : 0, started = 0, failed = 0;
    if (wanted < 1) return 64;
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    for (int i = 0; i < 3; i++) posix_spawn_file_actions_addopen(&quiet, i, "/dev/null", O_RDWR, 0);
    double start = now();
    for (int i = 0; i < wanted; i++) {
        pid_t pid;
        if (posix_spawnp(&pid, words[2], &quiet, NULL, words + 2, environ) == 0)
            started++;
        else
            failed++;
    }
    while (started > 0) {
        int status;
        if (wait(&status) < 0) {
            if (errno == EINTR) continue;
            break;
        }
        started--;
        if (status != 0) failed++;
    }
    printf("%.0f\t%d\n", now() - start, failed);
    return 0;
}
