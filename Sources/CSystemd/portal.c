#include "library.h"

#include <stdio.h>
#include <string.h>

static const char *const portal = "org.freedesktop.portal.Desktop";
/* Seconds after which a bus, or the portal asked for a request, is none. */
enum { most_silence = 25 };

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
    library->set_timeout(bus, (uint64_t)most_silence * 1000000);
    int code = library->match_signal(bus, NULL, portal, NULL, "org.freedesktop.portal.Request",
        "Response", take_response, &job);
    if (code >= 0)
        code = ask_portal(library, bus, address, file, token, &error, &reply);
    if (code >= 0)
        code = library->read(reply, "o", &job.path);
    if (code < 0) {
        cs_say(words, room, error.message, code);
        outcome = is_absence(&error) ? CS_ABSENT : CS_REFUSED;
    } else
        outcome = cs_wait(library, bus, job.result, seconds, words, room);
    library->unref(reply);
    library->error_free(&error);
    return outcome;
}

int cs_open(const char *library_file, const char *bus_address, const char *address, int file,
    const char *token, int seconds, char *words, size_t room)
{
    struct library library;
    words[0] = 0;
    if (!cs_load(&library, library_file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = cs_connect(&library, bus_address, most_silence, &bus);
    int outcome = CS_ABSENT;
    if (code < 0)
        cs_say(words, room, NULL, code);
    else
        outcome = open_on(&library, bus, address, file, token, seconds, words, room);
    library.close(bus);
    return outcome;
}
