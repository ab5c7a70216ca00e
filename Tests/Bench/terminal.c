// terminal — runs a command in a terminal of its own, and takes all that comes from there.
//
//   terminal COMMAND...
//
// It ends with the command's exit code.

#define _GNU_SOURCE
#include <errno.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
    if (count < 2) return 64;
    int master;
    pid_t pid = forkpty(&master, NULL, NULL, NULL);
    if (pid < 0) return 125;
    if (pid == 0) {
        execvp(words[1], words + 1);
        _exit(127);
    }
    static char taken[65536];
    ssize_t size;
    do size = read(master, taken, sizeof taken);
    while (size > 0 || (size < 0 && errno == EINTR));
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) { }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
