/// Calls that glibc's module map keeps from Swift.
///
/// A function that gives a descriptor or a count answers -errno on failure; every other one answers
/// 0 or an errno. So Swift never reads errno across its own memory management.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Waiting: epoll(7), signalfd(2), timerfd_create(2)

struct cl_event {
    int fd;
    uint32_t kinds;
};

enum { CL_IN = 0x001, CL_OUT = 0x004, CL_ERR = 0x008, CL_HUP = 0x010, CL_RDHUP = 0x2000 };

int cl_epoll(void);
int cl_epoll_add(int epoll, int fd, uint32_t kinds);
int cl_epoll_change(int epoll, int fd, uint32_t kinds);
int cl_epoll_remove(int epoll, int fd);
/// Fills `events`; answers how many, or -errno. A timeout of -1 waits for ever.
int cl_epoll_wait(int epoll, struct cl_event *events, int room, int milliseconds);

/// Blocks these signals and gives a descriptor that tells of them.
int cl_signals(const int *signals, int count);
/// Blocks or unblocks one signal; 1 when it was blocked before, 0 when it was not.
int cl_block_signal(int signal_number, int blocks);
/// Takes one signal off the descriptor; 0 when there is none.
int cl_next_signal(int fd);
/// Unblocks all signals and restores their default actions.
void cl_default_signals(void);
/// Only restores the default actions of fatal signals, so that no crash starts another program.
void cl_default_faults(void);

/// Whether the signal is ignored: 1 or 0.
int cl_is_ignored(int signal_number);
/// Stops this process or its group by a signal that is blocked; 0 when nothing stopped.
int cl_stop_self(int signal_number, int group);

int cl_timer(void);
/// Arms a timer once, or takes it back with 0.
int cl_timer_arm(int fd, int milliseconds);

// Sockets: unix(7)

/// A listening socket at `path`; the file gets `mode`. Accepting when nobody came is EAGAIN.
int cl_listen(const char *path, mode_t mode);
int cl_connect(const char *path);
int cl_accept(int fd);
int cl_peer(int fd, uid_t *uid, pid_t *pid);
/// Sends all bytes, with descriptors on the first; never waits for a reader that does not read
/// when `wait` is 0 (EAGAIN then).
int cl_send(int fd, const void *bytes, size_t count, const int *fds, int fd_count, int wait);
/// Reads what there is: answers the count, 0 at the end, or -errno. `fd_count` is the room in
/// `fds` and then how many came, close-on-exec. When `wait` is 0, nothing yet is EAGAIN. Descriptors that came and
/// could not be taken are EMFILE, and none of them is kept.
ssize_t cl_receive(int fd, void *bytes, size_t room, int *fds, int *fd_count, int wait);
/// A socket that takes datagrams at `path`, whose file gets `mode`; it never waits.
int cl_take_datagrams(const char *path, mode_t mode);
/// Sends one datagram to a socket; a path that begins with `@` is one of the abstract names.
int cl_send_datagram(const char *path, const void *bytes, size_t count);

// Terminals: pty(7), tty_ioctl(4)

struct cl_window {
    uint16_t rows, columns, width, height;
};

/// Opens a pseudo-terminal of the devpts at `/dev/pts`; answers the master.
int cl_open_terminal(int *slave);
int cl_terminal_is_tty(int fd);
/// Starts a process that writes the bytes to the terminal when this one ends without a word to it. `guard` is where the word
/// is sent; close-on-exec.
int cl_guard_terminal(int fd, const void *bytes, size_t count, int *guard, pid_t *pid);
/// The word: the process ends in silence, and is waited for.
void cl_dismiss_guard(int guard, pid_t pid);
int cl_window_get(int fd, struct cl_window *window);
int cl_window_set(int fd, const struct cl_window *window);
/// The terminal's settings as bytes of a struct termios; answers their count or -errno.
int cl_termios_get(int fd, void *bytes, size_t room);
int cl_termios_set(int fd, const void *bytes, size_t count);
/// Whether input comes by lines: 1 or 0.
int cl_termios_by_lines(int fd);
/// Turns settings into those of raw input; output processing stays where `output` is 0.
void cl_termios_raw(void *bytes, int output);

// Processes

/// A process to be started in a box: everything that happens between fork and exec.
struct cl_session {
    /// Paths to try to execute, in turn; ends with NULL, like the next three.
    char *const *programs;
    char *const *arguments;
    char *const *environment;
    /// Directories to begin in, the first that can be entered.
    char *const *directories;
    int streams[3];
    /// The slave side of the session's terminal, or -1.
    int terminal;
    /// Whether the command may use the terminal from the start.
    int foreground;
    /// Takes records of struct cl_report; close-on-exec.
    int report;
    uid_t uid;
    gid_t gid;
    /// Groups to set, or -1 to keep those of the agent.
    int group_count;
    const gid_t *groups;
    int no_new_privileges;
    mode_t umask;
    const struct cl_limit *limits;
    int limit_count;
};

struct cl_limit {
    int resource;
    uint64_t soft, hard;
};

/// What a starting session tells its agent.
struct cl_report {
    int32_t kind;
    int32_t first;
    int32_t second;
};

enum {
    /// About to execute: `first` is the process id, `second` the directory's index.
    CL_READY = 1,
    /// Nothing was executed: `first` is one of CL_STAGE_*, `second` an errno.
    CL_FAILED,
    /// The command stopped by signal `first`.
    CL_STOPPED,
    /// The command wants the terminal.
    CL_WANTS_TERMINAL,
    /// The command ended: `first` is its wait status.
    CL_ENDED,
};

enum { CL_STAGE_SETUP = 1, CL_STAGE_DIRECTORY, CL_STAGE_EXECUTE };

/// Starts it. `pid` is the command's own, or with a terminal its monitor's: the session's leader,
/// which waits for the command and reports; SIGUSR1 makes it give the command the terminal.
int cl_start(const struct cl_session *session, pid_t *pid);

/// One child that changed: answers its pid, 0 when none did, or -errno. `status` is as wait(2)'s.
int cl_wait_any(int *status);
int cl_wait(pid_t pid, int *status, int block);

/// A limit of this process; see getrlimit(2).
int cl_limit_get(int resource, uint64_t *soft, uint64_t *hard);

/// Takes a capability from the bounding set of this process and of all that it starts from now on; one that is
/// inherited comes to root all the same. See capabilities(7).
int cl_drop_capability(int number);
/// Leaves nothing to inherit but what a user, a program and the bounding set give.
int cl_clear_inherited_capabilities(void);
int cl_become_subreaper(void);
void cl_become_inspectable(void);
/// Drops the pages of the program's unwritable segments from memory; use brings them back.
void cl_forget_code(void);
int cl_set_users(uid_t uid, gid_t gid);
/// Changes the effective user and group alone, for as long as a call must seem to be theirs.
int cl_set_effective_user(uid_t uid, gid_t gid);
int cl_no_new_privileges(void);

/// Starts a program of the host with three streams, in `directory` if it is not NULL.
int cl_spawn(const char *program, char *const *arguments, char *const *environment,
    const char *directory, const int streams[3], int new_session, pid_t *pid);

// Files

/// O_PATH of open(2).
enum { CL_PATH = 010000000 };

/// MNT_DETACH and UMOUNT_NOFOLLOW of umount2(2).
enum { CL_DETACH_UNFOLLOWED = 0x2 | 0x8 };

enum {
    CL_NO_OTHER_MOUNTS = 0x01,
    CL_NO_MAGIC_LINKS = 0x02,
    CL_NO_LINKS = 0x04,
    CL_BENEATH = 0x08,
    CL_IN_ROOT = 0x10,
};
/// openat2(2) with RESOLVE_* bits.
int cl_open_within(int directory, const char *path, int flags, mode_t mode, uint64_t resolve);
/// Copies bytes of a file to the other's offset, which goes on: how many, 0 at the end, or -errno.
int64_t cl_copy(int from, int64_t offset, int to, int64_t count);
/// rename(2), unless there is something at the place: EEXIST.
int cl_rename_new(const char *path, const char *place);
/// Gives this process mounts of its own, of which those at and below the path can only be read.
int cl_read_only_below(const char *path);
int cl_inotify(void);
int cl_watch(int fd, const char *path, uint32_t kinds);
enum { CL_CREATED = 0x100, CL_MOVED_TO = 0x80, CL_DELETED = 0x200, CL_CLOSED_WRITE = 0x8 };

// Checksums: SHA-256

struct cl_checksum {
    uint32_t state[8];
    uint64_t count;
    uint8_t rest[64];
};

void cl_checksum_begin(struct cl_checksum *sum);
void cl_checksum_add(struct cl_checksum *sum, const uint8_t *bytes, size_t count);
/// Nothing can be added afterwards.
void cl_checksum_end(struct cl_checksum *sum, uint8_t digest[32]);
