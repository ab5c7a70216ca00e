#include "library.h"

#include <string.h>

static const char *const name = "org.freedesktop.DBus";
static const char *const path = "/org/freedesktop/DBus";

/* Takes note of which of the names a list of the bus's has. */
static int look_through(const struct library *library, sd_bus *bus, const char *list,
    char *const *names, int state, int *states)
{
    sd_bus_message *reply = NULL;
    const char *each;
    int code = library->call_method(bus, name, path, name, list, NULL, &reply, "");
    if (code >= 0)
        code = library->enter(reply, 'a', "s");
    while (code >= 0 && (code = library->read(reply, "s", &each)) > 0)
        for (int i = 0; names[i]; i++)
            if (strcmp(names[i], each) == 0)
                states[i] = state;
    library->unref(reply);
    return code;
}

int cs_find_names(const char *file, const char *address, char *const *names, int seconds,
    int *states)
{
    struct library library;
    if (!cs_load(&library, file))
        return CS_NO_LIBRARY;
    sd_bus *bus = NULL;
    int code = cs_connect(&library, address, seconds, &bus);
    if (code >= 0) {
        library.set_timeout(bus, (uint64_t)seconds * 1000000);
        /* Who is there matters more than that somebody could be. */
        code = look_through(&library, bus, "ListActivatableNames", names, CS_STARTABLE, states);
    }
    if (code >= 0)
        code = look_through(&library, bus, "ListNames", names, CS_OWNED, states);
    library.close(bus);
    return code < 0 ? CS_REFUSED : CS_DONE;
}
