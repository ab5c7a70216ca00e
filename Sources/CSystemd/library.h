/// What is used of libsystemd, and what all that talk to a bus have in common.
#pragma once

#include "csystemd.h"

#include <systemd/sd-bus.h>

/// Its functions.
struct library {
    __typeof__(&sd_bus_open_user) open_user;
    __typeof__(&sd_bus_new) new;
    __typeof__(&sd_bus_set_address) set_address;
    __typeof__(&sd_bus_set_bus_client) set_bus_client;
    __typeof__(&sd_bus_start) start;
    __typeof__(&sd_bus_set_method_call_timeout) set_timeout;
    __typeof__(&sd_bus_match_signal) match_signal;
    __typeof__(&sd_bus_call_method) call_method;
    __typeof__(&sd_bus_process) process;
    __typeof__(&sd_bus_wait) wait;
    __typeof__(&sd_bus_message_read) read;
    __typeof__(&sd_bus_message_unref) unref;
    __typeof__(&sd_bus_message_new_method_call) new_call;
    __typeof__(&sd_bus_message_enter_container) enter;
    __typeof__(&sd_bus_message_exit_container) leave;
    __typeof__(&sd_bus_is_ready) is_ready;
    __typeof__(&sd_bus_message_append) append;
    __typeof__(&sd_bus_message_append_strv) append_list;
    __typeof__(&sd_bus_message_open_container) open;
    __typeof__(&sd_bus_message_close_container) shut;
    __typeof__(&sd_bus_message_get_path) path_of;
    __typeof__(&sd_bus_call) call;
    __typeof__(&sd_bus_error_free) error_free;
    __typeof__(&sd_bus_unref) forget;
    __typeof__(&sd_bus_flush_close_unref) close;
};

/// A job of the manager, or a request of the portal, and how it ended.
struct job {
    const struct library *library;
    const char *path;
    char result[64];
};

/// Opens the library; 0 when it is not there, or lacks a function.
int cs_load(struct library *library, const char *file);

/// Connects to a user's bus, which knows us within so many seconds; NULL is the one that the environment names. A
/// negative errno, or not.
int cs_connect(const struct library *library, const char *address, int seconds, sd_bus **bus);

/// Lets signals come until there is a result.
int cs_wait(const struct library *library, sd_bus *bus, const char *result, int seconds,
    char *words, size_t room);

/// Writes down why something was refused, and answers CS_REFUSED.
int cs_say(char *words, size_t room, const char *text, int code);
