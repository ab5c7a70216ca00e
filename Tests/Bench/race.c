// race — times commands against each other, turn by turn, so that no drift of the machine favours one.
//
//   race [-r ROUNDS] [-w WARMUPS] [-p PAUSE_MS] NAME [+PREPARE] COMMAND... [:: NAME [+PREPARE] COMMAND...]...
//
// Each round runs every command once, in an order drawn anew, with its input and output at /dev/null and a pause
// before it. PREPARE is a line for the shell, run before the command and not timed. For each command it prints, in
// microseconds and with tabs between:
//
//   NAME runs failed minimum median maximum deviation ratio
//
// The deviation is the median one from the median; the ratio is the first command's time to this one's, the median of
// those of each round.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_RUNNERS = 16 };

struct runner {
    const char *name, *prepare;
    char **command;
    double *times;
    int failed;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int finish(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static double run_once(struct runner *runner, const posix_spawn_file_actions_t *quiet)
{
    if (runner->prepare) {
        char *shell[] = { "sh", "-c", (char *)runner->prepare, NULL };
        pid_t pid;
        if (posix_spawnp(&pid, "sh", quiet, NULL, shell, environ) == 0) finish(pid);
    }
    pid_t pid;
    double start = now();
    if (posix_spawnp(&pid, runner->command[0], quiet, NULL, runner->command, environ) != 0) {
        runner->failed++;
        return 0;
    }
    if (finish(pid) != 0) runner->failed++;
    return now() - start;
}

static int by_value(const void *one, const void *other)
{
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

static double median(const double *values, int count)
{
    double *sorted = malloc(count * sizeof *sorted);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    double middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    free(sorted);
    return middle;
}

static void report(const struct runner *runner, const struct runner *first, int rounds)
{
    double *apart = malloc(rounds * sizeof *apart), *ratios = malloc(rounds * sizeof *ratios);
    double middle = median(runner->times, rounds), low = runner->times[0], high = low;
    for (int i = 0; i < rounds; i++) {
        low = fmin(low, runner->times[i]);
        high = fmax(high, runner->times[i]);
        apart[i] = fabs(runner->times[i] - middle);
        ratios[i] = first->times[i] / runner->times[i];
    }
    printf("%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.6f\n", runner->name, rounds, runner->failed, low, middle, high,
        median(apart, rounds), median(ratios, rounds));
    free(apart);
    free(ratios);
}

static void shuffle(int *order, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int other = rand() % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

static int read_runners(char **words, struct runner *runners)
{
    int count = 0;
    while (*words) {
        if (count == MAX_RUNNERS) return -1;
        struct runner *runner = &runners[count++];
        *runner = (struct runner) { .name = *words++ };
        if (*words && **words == '+') runner->prepare = *words++ + 1;
        runner->command = words;
        while (*words && strcmp(*words, "::") != 0) words++;
        if (words == runner->command) return -1;
        if (*words) *words++ = NULL;
    }
    return count;
}

int main(int count, char **words)
{
    int rounds = 50, warmups = 2, pause = 20, option;
    while ((option = getopt(count, words, "+r:w:p:")) >= 0) {
        switch (option) {
        case 'r': rounds = atoi(optarg); break;
        case 'w': warmups = atoi(optarg); break;
        case 'p': pause = atoi(optarg); break;
        default: return 64;
        }
    }
    struct runner runners[MAX_RUNNERS];
    int racing = read_runners(words + optind, runners);
    if (racing < 1 || rounds < 1) {
        fprintf(stderr, "race: a name and a command each, with '::' between them\n");
        return 64;
    }
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    for (int i = 0; i < 3; i++) posix_spawn_file_actions_addopen(&quiet, i, "/dev/null", O_RDWR, 0);
    int order[MAX_RUNNERS];
    for (int i = 0; i < racing; i++) {
        order[i] = i;
        runners[i].times = calloc(rounds, sizeof(double));
    }
    srand(1);
    for (int round = -warmups; round < rounds; round++) {
        shuffle(order, racing);
        for (int i = 0; i < racing; i++) {
            struct runner *runner = &runners[order[i]];
            usleep(pause * 1000);
            double time = run_once(runner, &quiet);
            if (round >= 0)
                runner->times[round] = time;
            else
                runner->failed = 0;
        }
    }
    for (int i = 0; i < racing; i++) report(&runners[i], &runners[0], rounds);
    return 0;
}
