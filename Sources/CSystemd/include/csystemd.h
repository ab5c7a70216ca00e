/// What this package uses of libsystemd, which is opened at its first use and never linked.
#pragma once

#include <stddef.h>

enum {
    CS_DONE = 0,
    /// The library is missing or lacks a function.
    CS_NO_LIBRARY,
    /// The bus or the manager on it cannot be reached, or refused; `words` says why.
    CS_REFUSED,
    /// The job ended without success; `words` is its result.
    CS_FAILED,
    CS_TIMED_OUT,
    /// There is no bus, or nobody on it who does that.
    CS_ABSENT,
    /// A unit of that name is there already.
    CS_TAKEN,
};

/// Has the user's service manager start a unit and waits until that is done.
///
/// `file` is the library's name; `bus` the address of the user's bus, or NULL for the one that the
/// environment names.
int cs_start_unit(const char *file, const char *bus, const char *unit, int seconds, char *words,
    size_t room);

/// Has the desktop's portal open an address, or a file when there is none, and waits until it has.
///
/// `address` and `token`, which raises the window that comes, may be NULL. CS_FAILED has `cancelled` or
/// `failed` as its words.
int cs_open(const char *library_file, const char *bus_address, const char *address, int file,
    const char *token, int seconds, char *words, size_t room);

/// What a bus knows of a name: nothing, how it would be started, who has it.
enum { CS_UNKNOWN = 0, CS_STARTABLE, CS_OWNED };

/// Asks a bus for names, of which NULL ends the list; `states` has room for one of CS_* for each, and begins as zeros.
int cs_find_names(const char *file, const char *address, char *const *names, int seconds, int *states);

/// A socket that the user's service manager listens on, and the service that it starts for it.
struct cs_listening {
    /// The names of the units: `x.socket`, `x.service`.
    const char *socket;
    const char *service;
    const char *description;
    /// Where the socket is.
    const char *path;
    /// The program and its words, and its variables; NULL ends them.
    char *const *command;
    char *const *environment;
};

/// Has the user's service manager make the two units, and listen; `process` is the manager's.
int cs_listen(const char *file, const struct cs_listening *unit, int seconds, int *process,
    char *words, size_t room);

/// Has the user's service manager stop a unit; with `waits`, until it has.
int cs_stop_unit(const char *file, const char *unit, int seconds, int waits);

/// Tells the service manager that started this process of its state; see sd_notify(3).
int cs_notify(const char *file, const char *state);

/// How many descriptors this process was given by the service manager, from 3; see sd_listen_fds(3).
int cs_listened(const char *file);

/// Writes a warning into the journal, about a box; answers CS_DONE or CS_NO_LIBRARY.
int cs_journal(const char *file, const char *message, const char *box);
