#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int cs_load(struct library *library, const char *file)
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
        && FIND(append_list, "sd_bus_message_append_strv")
        && FIND(open, "sd_bus_message_open_container")
        && FIND(shut, "sd_bus_message_close_container")
        && FIND(enter, "sd_bus_message_enter_container")
        && FIND(leave, "sd_bus_message_exit_container") && FIND(is_ready, "sd_bus_is_ready")
        && FIND(append, "sd_bus_message_append") && FIND(path_of, "sd_bus_message_get_path")
        && FIND(call, "sd_bus_call")
        && FIND(forget, "sd_bus_unref") && FIND(close, "sd_bus_flush_close_unref");
#undef FIND
}

int cs_say(char *words, size_t room, const char *text, int code)
{
    snprintf(words, room, "%s", text ? text : strerror(-code));
    return CS_REFUSED;
}

static time_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* Does what came, or waits a moment for more. */
static int go_on(const struct library *library, sd_bus *bus)
{
    int code = library->process(bus, NULL);
    return code == 0 ? library->wait(bus, 250 * 1000) : code;
}

int cs_connect(const struct library *library, const char *address, int seconds, sd_bus **bus)
{
    time_t end = now() + seconds;
    int code = address ? library->new(bus) : library->open_user(bus);
    if (address) {
        if (code >= 0)
            code = library->set_address(*bus, address);
        if (code >= 0)
            code = library->set_bus_client(*bus, 1);
        if (code >= 0)
            code = library->start(*bus);
    }
    /* The library itself would wait a minute and a half for one who takes calls and says nothing. */
    while (code >= 0 && (code = library->is_ready(*bus)) == 0) {
        code = now() >= end ? -ETIMEDOUT : go_on(library, *bus);
    }
    if (code < 0) {
        /* To close it in good order would be to wait for it. */
        library->forget(*bus);
        *bus = NULL;
    }
    return code;
}

int cs_wait(const struct library *library, sd_bus *bus, const char *result, int seconds,
    char *words, size_t room)
{
    time_t end = now() + seconds;
    while (!result[0]) {
        /* Whether something comes or not: who says a lot has no more time than who says nothing. */
        if (now() >= end)
            return CS_TIMED_OUT;
        int code = go_on(library, bus);
        if (code < 0)
            return cs_say(words, room, NULL, code);
    }
    if (strcmp(result, "done") == 0)
        return CS_DONE;
    snprintf(words, room, "%s", result);
    return CS_FAILED;
}
