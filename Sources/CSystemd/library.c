#include "library.h"

#include <dlfcn.h>
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
        && FIND(append, "sd_bus_message_append") && FIND(path_of, "sd_bus_message_get_path")
        && FIND(call, "sd_bus_call")
        && FIND(close, "sd_bus_flush_close_unref");
#undef FIND
}

int cs_say(char *words, size_t room, const char *text, int code)
{
    snprintf(words, room, "%s", text ? text : strerror(-code));
    return CS_REFUSED;
}

int cs_connect(const struct library *library, const char *address, sd_bus **bus)
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

int cs_wait(const struct library *library, sd_bus *bus, const char *result, int seconds,
    char *words, size_t room)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time_t end = time.tv_sec + seconds;
    while (!result[0]) {
        int code = library->process(bus, NULL);
        if (code < 0)
            return cs_say(words, room, NULL, code);
        if (code > 0)
            continue;
        clock_gettime(CLOCK_MONOTONIC, &time);
        if (time.tv_sec >= end)
            return CS_TIMED_OUT;
        code = library->wait(bus, 250 * 1000);
        if (code < 0)
            return cs_say(words, room, NULL, code);
    }
    if (strcmp(result, "done") == 0)
        return CS_DONE;
    snprintf(words, room, "%s", result);
    return CS_FAILED;
}
