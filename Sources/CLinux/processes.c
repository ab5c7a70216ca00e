#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/capability.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int cl_wait_any(int *status)
{
    pid_t pid = waitpid(-1, status, WNOHANG | WUNTRACED);
    if (pid < 0) return errno == ECHILD ? 0 : -errno;
    return pid;
}

int cl_wait(pid_t pid, int *status, int block)
{
    pid_t found;
    do found = waitpid(pid, status, block ? 0 : WNOHANG);
    while (found < 0 && errno == EINTR);
    return found < 0 ? -errno : found;
}

int cl_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? errno : 0; }

int cl_drop_capability(int number)
{
    // One that the kernel does not know, or that was taken before, is not there.
    if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) != 1) return 0;
    return prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0 ? errno : 0;
}

int cl_clear_inherited_capabilities(void)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    // A kernel without ambient ones knows no such call.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return errno;
    if (syscall(SYS_capget, &head, sets) < 0) return errno;
    int is_clear = 1;
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
        if (sets[i].inheritable) is_clear = 0;
        sets[i].inheritable = 0;
    }
    return is_clear || syscall(SYS_capset, &head, sets) == 0 ? 0 : errno;
}

int cl_set_users(uid_t uid, gid_t gid)
{
    return setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0 ? errno : 0;
}

int cl_set_effective_user(uid_t uid, gid_t gid)
{
    // The group while root, whichever way it goes.
    if (uid == 0) return setresuid(-1, uid, -1) < 0 || setresgid(-1, gid, -1) < 0 ? errno : 0;
    return setresgid(-1, gid, -1) < 0 || setresuid(-1, uid, -1) < 0 ? errno : 0;
}

int cl_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? errno : 0; }

int cl_spawn(const char *program, char *const *arguments, char *const *environment,
    const char *directory, const int streams[3], int new_session, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&actions, streams[i], i);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (directory) posix_spawn_file_actions_addchdir_np(&actions, directory);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
        POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (new_session ? POSIX_SPAWN_SETSID : 0));
    int code = posix_spawnp(pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

int cl_limit_get(int resource, uint64_t *soft, uint64_t *hard)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0) return errno;
    *soft = limit.rlim_cur;
    *hard = limit.rlim_max;
    return 0;
}

void cl_become_inspectable(void) { prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }

static int forget_segments(struct dl_phdr_info *program, size_t size, void *nothing)
{
    (void)size, (void)nothing;
    uintptr_t page = sysconf(_SC_PAGESIZE);
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[i];
        // Only what was never written to can be read from the file again.
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        uintptr_t start = (program->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (program->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void cl_forget_code(void) { dl_iterate_phdr(forget_segments, NULL); }
