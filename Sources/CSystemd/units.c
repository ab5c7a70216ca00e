#include "library.h"

#include <stdio.h>
#include <string.h>

static const char *const manager = "org.freedesktop.systemd1";
static const char *const object = "/org/freedesktop/systemd1";
static const char *const interface = "org.freedesktop.systemd1.Manager";

static const char *const unit_exists = "org.freedesktop.systemd1.UnitExists";

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

/* Asks the manager for a job by a call of its own, and waits until the job is done. */
static int run_job(const struct library *library, sd_bus *bus,
    int (*ask)(const struct library *, sd_bus *, const void *, sd_bus_error *, sd_bus_message **),
    const void *subject, int seconds, char *words, size_t room)
{
    struct job job = { .library = library };
    sd_bus_error error = { 0 };
    sd_bus_message *reply = NULL;
    int outcome;
    library->set_timeout(bus, (uint64_t)seconds * 1000000);
    int code = library->match_signal(
        bus, NULL, NULL, object, interface, "JobRemoved", take_removed, &job);
    if (code >= 0)
        code = library->call_method(bus, manager, object, interface, "Subscribe", &error, NULL, "");
    if (code >= 0)
        code = ask(library, bus, subject, &error, &reply);
    if (code >= 0)
        code = library->read(reply, "o", &job.path);
    if (code >= 0)
        outcome = cs_wait(library, bus, job.result, seconds, words, room);
    else
        outcome = cs_say(words, room, error.message, code);
    if (error.name && strcmp(error.name, unit_exists) == 0)
        outcome = CS_TAKEN;
    library->unref(reply);
    library->error_free(&error);
    return outcome;
}

static int ask_to_start(const struct library *library, sd_bus *bus, const void *unit,
    sd_bus_error *error, sd_bus_message **reply)
{
    return library->call_method(bus, manager, object, interface, "StartUnit", error, reply, "ss",
        (const char *)unit, "replace");
}

int cs_start_unit(const char *file, const char *address, const char *unit, int seconds, char *words,
    size_t room)
{
    struct library library;
    words[0] = 0;
    if (!cs_load(&library, file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = cs_connect(&library, address, seconds, &bus);
    int outcome = code < 0 ? cs_say(words, room, NULL, code)
                           : run_job(&library, bus, ask_to_start, unit, seconds, words, room);
    library.close(bus);
    return outcome;
}

/* Behind a name, the list of texts that a property of a unit is. */
static int append_texts(const struct library *library, sd_bus_message *call, const char *name,
    char *const *texts)
{
    int code = library->open(call, 'r', "sv");
    if (code >= 0)
        code = library->append(call, "s", name);
    if (code >= 0)
        code = library->open(call, 'v', "as");
    if (code >= 0)
        code = library->append_list(call, (char **)texts);
    for (int i = 0; i < 2 && code >= 0; i++)
        code = library->shut(call);
    return code;
}

/* The one command of a service: ExecStart, an array of (program, words, may it fail). */
static int append_command(const struct library *library, sd_bus_message *call,
    char *const *words)
{
    static const struct { char kind; const char *content; } levels[]
        = { { 'v', "a(sasb)" }, { 'a', "(sasb)" }, { 'r', "sasb" } };
    int code = library->open(call, 'r', "sv");
    if (code >= 0)
        code = library->append(call, "s", "ExecStart");
    for (int i = 0; i < 3 && code >= 0; i++)
        code = library->open(call, levels[i].kind, levels[i].content);
    if (code >= 0)
        code = library->append(call, "s", words[0]);
    if (code >= 0)
        code = library->append_list(call, (char **)words);
    if (code >= 0)
        code = library->append(call, "b", 0);
    for (int i = 0; i < 4 && code >= 0; i++)
        code = library->shut(call);
    return code;
}

/* The service that a socket starts, as a unit that comes along with the socket's. */
static int append_service(const struct library *library, sd_bus_message *call,
    const struct cs_listening *unit)
{
    int code = library->open(call, 'a', "(sa(sv))");
    if (code >= 0)
        code = library->open(call, 'r', "sa(sv)");
    if (code >= 0)
        code = library->append(call, "s", unit->service);
    if (code >= 0)
        code = library->open(call, 'a', "(sv)");
    /* What a command leaves behind on purpose goes on: a browser, an editor. */
    if (code >= 0)
        code = library->append(call, "(sv)(sv)(sv)(sv)", "Description", "s", unit->description,
            "Type", "s", "notify", "KillMode", "s", "process", "CollectMode", "s",
            "inactive-or-failed");
    if (code >= 0)
        code = append_command(library, call, unit->command);
    if (code >= 0)
        code = append_texts(library, call, "Environment", unit->environment);
    for (int i = 0; i < 3 && code >= 0; i++)
        code = library->shut(call);
    return code;
}

static int ask_to_listen(const struct library *library, sd_bus *bus, const void *subject,
    sd_bus_error *error, sd_bus_message **reply)
{
    const struct cs_listening *unit = subject;
    sd_bus_message *call = NULL;
    int code = library->new_call(bus, &call, manager, object, interface, "StartTransientUnit");
    if (code >= 0)
        code = library->append(call, "ss", unit->socket, "replace");
    if (code >= 0)
        code = library->append(call, "a(sv)", 5, "Description", "s", unit->description, "Listen",
            "a(ss)", 1, "Stream", unit->path, "SocketMode", "u", 0600, "RemoveOnStop", "b", 1,
            "CollectMode", "s", "inactive-or-failed");
    if (code >= 0)
        code = append_service(library, call, unit);
    if (code >= 0)
        code = library->call(bus, call, 0, error, reply);
    library->unref(call);
    return code;
}

/* The process of the manager, by which others see whether it is still the same one. */
static int find_manager(const struct library *library, sd_bus *bus)
{
    static const char *const name = "org.freedesktop.DBus";
    sd_bus_message *reply = NULL;
    unsigned process = 0;
    int code = library->call_method(bus, name, "/org/freedesktop/DBus", name,
        "GetConnectionUnixProcessID", NULL, &reply, "s", manager);
    if (code >= 0)
        code = library->read(reply, "u", &process);
    library->unref(reply);
    return code < 0 ? code : (int)process;
}

int cs_listen(const char *file, const struct cs_listening *unit, int seconds, int *process,
    char *words, size_t room)
{
    struct library library;
    words[0] = 0;
    if (!cs_load(&library, file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = cs_connect(&library, NULL, seconds, &bus);
    if (code >= 0)
        code = *process = find_manager(&library, bus);
    int outcome = code < 0 ? cs_say(words, room, NULL, code)
                           : run_job(&library, bus, ask_to_listen, unit, seconds, words, room);
    library.close(bus);
    return outcome;
}

static int ask_to_stop(const struct library *library, sd_bus *bus, const void *unit,
    sd_bus_error *error, sd_bus_message **reply)
{
    return library->call_method(bus, manager, object, interface, "StopUnit", error, reply, "ss",
        (const char *)unit, "replace");
}

int cs_stop_unit(const char *file, const char *unit, int seconds, int waits)
{
    struct library library;
    char words[256];
    if (!cs_load(&library, file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int outcome = CS_REFUSED;
    if (cs_connect(&library, NULL, seconds, &bus) >= 0) {
        if (waits) {
            outcome = run_job(&library, bus, ask_to_stop, unit, seconds, words, sizeof words);
        } else {
            library.set_timeout(bus, (uint64_t)seconds * 1000000);
            if (ask_to_stop(&library, bus, unit, NULL, NULL) >= 0)
                outcome = CS_DONE;
        }
    }
    library.close(bus);
    return outcome;
}
