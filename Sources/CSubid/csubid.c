#include "csubid.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

/// As in <shadow/subid.h> of every version.
struct range {
    unsigned long start, count;
};

static struct {
    int (*uids)(const char *, struct range **);
    int (*gids)(const char *, struct range **);
} library;

static void load(void)
{
    static const char *const files[] = { "libsubid.so.4", "libsubid.so.3", "libsubid.so.5" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        void *handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            continue;
        void *uids = dlsym(handle, "subid_get_uid_ranges");
        void *gids = dlsym(handle, "subid_get_gid_ranges");
        if (!uids || !gids) { // the names before soname 4
            uids = dlsym(handle, "get_subuid_ranges");
            gids = dlsym(handle, "get_subgid_ranges");
        }
        if (uids && gids) {
            library.uids = (int (*)(const char *, struct range **))uids;
            library.gids = (int (*)(const char *, struct range **))gids;
            return;
        }
        dlclose(handle);
    }
}

int csu_ranges(const char *user, int groups, struct csu_range *ranges, int room)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    int (*get)(const char *, struct range **) = groups ? library.gids : library.uids;
    if (!get)
        return -1;
    struct range *found = NULL;
    int count = get(user, &found);
    if (count <= 0)
        return 0;
    for (int i = 0; i < count && i < room; i++) {
        ranges[i].start = found[i].start;
        ranges[i].count = found[i].count;
    }
    free(found);
    return count;
}
