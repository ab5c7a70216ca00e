#include "csystemd.h"

#include <dlfcn.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

int cs_notify(const char *file, const char *state)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    __typeof__(&sd_notify) notify = NULL;
    if (handle)
        notify = (__typeof__(notify))dlsym(handle, "sd_notify");
    if (!notify)
        return CS_NO_LIBRARY;
    return notify(0, state) < 0 ? CS_REFUSED : CS_DONE;
}

int cs_listened(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    __typeof__(&sd_listen_fds) count = NULL;
    if (handle)
        count = (__typeof__(count))dlsym(handle, "sd_listen_fds");
    return count ? count(1) : 0;
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
