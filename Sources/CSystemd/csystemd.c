#include "csystemd.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>
#include <time.h>

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
    __typeof__(&sd_bus_message_append) append;
    __typeof__(&sd_bus_message_get_path) path_of;
    __typeof__(&sd_bus_call) call;
    __typeof__(&sd_bus_error_free) error_free;
    __typeof__(&sd_bus_flush_close_unref) close;
};

struct job {
    const struct library *library;
    const char *path;
    char result[64];
};

static const char *const manager = "org.freedesktop.systemd1";
static const char *const object = "/org/freedesktop/systemd1";
static const char *const interface = "org.freedesktop.systemd1.Manager";

static int load(struct library *library, const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return 0;
#define FIND(member, name) (library->member = (__typeof__(library->member))dlsym(handle, name))
    return FIND(open_user, "sd_bus_open_user") && FIND(new, "sd_bus_new")
        && FIND(set_address, "sd_bus_set_address")
        && FIND(set_bus_client, "sd_bus_set_bus_client") && FIND(start, "sd_bus_start")
        && FIND(set_timeout, "sd_bus_set_method_call_timeout")
        && FIND(match_signal, "sd_bus_match_signal")
        && FIND(call_method, "sd_bus_call_method") && FIND(process, "sd_bus_process")
        && FIND(wait, "sd_bus_wait") && FIND(read, "sd_bus_message_read")
        && FIND(unref, "sd_bus_message_unref") && FIND(error_free, "sd_bus_error_free")
        && FIND(new_call, "sd_bus_message_new_method_call")
        && FIND(append, "sd_bus_message_append") && FIND(path_of, "sd_bus_message_get_path")
        && FIND(call, "sd_bus_call")
        && FIND(close, "sd_bus_flush_close_unref");
#undef FIND
}

static int take_removed(sd_bus_message *message, void *context, sd_bus_error *error)
{
    (void)error;
    struct job *job = context;
    unsigned number;
    const char *path, *unit, *result;
    if (job->library->read(message, "uoss", &number, &path, &unit, &result) < 0)
        return 0;
    if (job->path && strcmp(path, job->path) == 0)
        snprintf(job->result, sizeof job->result, "%s", result);
    return 0;
}

static int say(char *words, size_t room, const char *text, int code)
{
    snprintf(words, room, "%s", text ? text : strerror(-code));
    return CS_REFUSED;
}

static int connect_bus(const struct library *library, const char *address, sd_bus **bus)
{
    if (!address)
        return library->open_user(bus);
    int code = library->new(bus);
    if (code >= 0)
        code = library->set_address(*bus, address);
    if (code >= 0)
        code = library->set_bus_client(*bus, 1);
    return code < 0 ? code : library->start(*bus);
}

/* Lets signals come until there is a result. */
static int wait_for(const struct library *library, sd_bus *bus, const char *result, int seconds,
    char *words, size_t room)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time_t end = time.tv_sec + seconds;
    while (!result[0]) {
        int code = library->process(bus, NULL);
        if (code < 0)
            return say(words, room, NULL, code);
        if (code > 0)
            continue;
        clock_gettime(CLOCK_MONOTONIC, &time);
        if (time.tv_sec >= end)
            return CS_TIMED_OUT;
        code = library->wait(bus, 250 * 1000);
        if (code < 0)
            return say(words, room, NULL, code);
    }
    if (strcmp(result, "done") == 0)
        return CS_DONE;
    snprintf(words, room, "%s", result);
    return CS_FAILED;
}

static int start_on(const struct library *library, sd_bus *bus, const char *unit, int seconds,
    char *words, size_t room)
{
    struct job job = { .library = library };
    sd_bus_error error = { 0 };
    sd_bus_message *reply = NULL;
    library->set_timeout(bus, (uint64_t)seconds * 1000000);
    int outcome;
    int code = library->match_signal(
        bus, NULL, NULL, object, interface, "JobRemoved", take_removed, &job);
    if (code >= 0)
        code = library->call_method(bus, manager, object, interface, "Subscribe", &error, NULL, "");
    if (code >= 0)
        code = library->call_method(bus, manager, object, interface, "StartUnit", &error, &reply,
            "ss", unit, "replace");
    if (code >= 0)
        code = library->read(reply, "o", &job.path);
    if (code < 0)
        outcome = say(words, room, error.message, code);
    else
        outcome = wait_for(library, bus, job.result, seconds, words, room);
    library->unref(reply);
    library->error_free(&error);
    return outcome;
}

int cs_start_unit(const char *file, const char *address, const char *unit, int seconds, char *words,
    size_t room)
{
    struct library library;
    words[0] = 0;
    if (!load(&library, file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = connect_bus(&library, address, &bus);
    int outcome = code < 0 ? say(words, room, NULL, code)
                           : start_on(&library, bus, unit, seconds, words, room);
    library.close(bus);
    return outcome;
}

static const char *const portal = "org.freedesktop.portal.Desktop";

static int take_response(sd_bus_message *message, void *context, sd_bus_error *error)
{
    (void)error;
    struct job *job = context;
    unsigned response;
    const char *path = job->library->path_of(message);
    if (!path || !job->path || strcmp(path, job->path) != 0)
        return 0;
    if (job->library->read(message, "u", &response) < 0)
        response = 2;
    const char *result = response == 0 ? "done" : response == 1 ? "cancelled" : "failed";
    snprintf(job->result, sizeof job->result, "%s", result);
    return 0;
}

/* OpenURI for an address; OpenFile for a descriptor, because it refuses addresses of files. */
static int ask_portal(const struct library *library, sd_bus *bus, const char *address, int file,
    const char *token, sd_bus_error *error, sd_bus_message **reply)
{
    sd_bus_message *call = NULL;
    int code = library->new_call(bus, &call, portal, "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.OpenURI", address ? "OpenURI" : "OpenFile");
    if (code >= 0)
        code = address ? library->append(call, "ss", "", address)
                       : library->append(call, "sh", "", file);
    if (code >= 0)
        code = token ? library->append(call, "a{sv}", 1, "activation_token", "s", token)
                     : library->append(call, "a{sv}", 0);
    if (code >= 0)
        code = library->call(bus, call, 0, error, reply);
    library->unref(call);
    return code;
}

/* Whether it is the portal that is not there, rather than something it said. */
static int is_absence(const sd_bus_error *error)
{
    static const char *const names[] = { "ServiceUnknown", "NameHasNoOwner", "UnknownInterface",
        "UnknownMethod", "UnknownObject", "NoReply", "TimedOut", "Timeout" };
    static const char start[] = "org.freedesktop.DBus.Error.";
    if (!error->name || strncmp(error->name, start, sizeof start - 1) != 0)
        return 0;
    const char *name = error->name + sizeof start - 1;
    if (strncmp(name, "Spawn.", 6) == 0)
        return 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

static int open_on(const struct library *library, sd_bus *bus, const char *address, int file,
    const char *token, int seconds, char *words, size_t room)
{
    struct job job = { .library = library };
    sd_bus_error error = { 0 };
    sd_bus_message *reply = NULL;
    int outcome;
    /* Before the question, so that no answer is missed; which is ours is known by the reply. */
    int code = library->match_signal(bus, NULL, portal, NULL, "org.freedesktop.portal.Request",
        "Response", take_response, &job);
    if (code >= 0)
        code = ask_portal(library, bus, address, file, token, &error, &reply);
    if (code >= 0)
        code = library->read(reply, "o", &job.path);
    if (code < 0) {
        say(words, room, error.message, code);
        outcome = is_absence(&error) ? CS_ABSENT : CS_REFUSED;
    } else
        outcome = wait_for(library, bus, job.result, seconds, words, room);
    library->unref(reply);
    library->error_free(&error);
    return outcome;
}

int cs_open(const char *library_file, const char *bus_address, const char *address, int file,
    const char *token, int seconds, char *words, size_t room)
{
    struct library library;
    words[0] = 0;
    if (!load(&library, library_file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = connect_bus(&library, bus_address, &bus);
    int outcome = CS_ABSENT;
    if (code < 0)
        say(words, room, NULL, code);
    else
        outcome = open_on(&library, bus, address, file, token, seconds, words, room);
    library.close(bus);
    return outcome;
}

int cs_journal(const char *file, const char *message, const char *box)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    __typeof__(&sd_journal_send) send_fields = NULL;
    if (handle)
        send_fields = (__typeof__(send_fields))dlsym(handle, "sd_journal_send");
    if (!send_fields)
        return CS_NO_LIBRARY;
    int code = send_fields("MESSAGE=%s", message, "PRIORITY=%i", LOG_WARNING,
        "SYSLOG_IDENTIFIER=alcove", "ALCOVE_BOX=%s", box, NULL);
    return code < 0 ? CS_REFUSED : CS_DONE;
}
