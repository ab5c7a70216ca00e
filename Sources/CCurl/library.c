#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct cc_library *load(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return NULL;
    struct cc_library *library = calloc(1, sizeof *library);
    CURLcode (*global_init)(long) = (CURLcode (*)(long))dlsym(handle, "curl_global_init");
    if (library) {
        library->file = strdup(file);
        library->easy_init = (CURL * (*)(void)) dlsym(handle, "curl_easy_init");
        library->easy_cleanup = (void (*)(CURL *))dlsym(handle, "curl_easy_cleanup");
        library->easy_setopt =
            (CURLcode (*)(CURL *, CURLoption, ...))dlsym(handle, "curl_easy_setopt");
        library->easy_getinfo =
            (CURLcode (*)(CURL *, CURLINFO, ...))dlsym(handle, "curl_easy_getinfo");
        library->easy_perform = (CURLcode (*)(CURL *))dlsym(handle, "curl_easy_perform");
        library->easy_strerror = (const char *(*)(CURLcode))dlsym(handle, "curl_easy_strerror");
        library->slist_append = (struct curl_slist * (*)(struct curl_slist *, const char *))
            dlsym(handle, "curl_slist_append");
        library->slist_free_all =
            (void (*)(struct curl_slist *))dlsym(handle, "curl_slist_free_all");
        if (library->file && global_init && library->easy_init && library->easy_cleanup
            && library->easy_setopt && library->easy_getinfo && library->easy_perform
            && library->easy_strerror && library->slist_append && library->slist_free_all
            && global_init(CURL_GLOBAL_NOTHING) == CURLE_OK)
            return library;
        free(library->file);
        free(library);
    }
    dlclose(handle);
    return NULL;
}

const struct cc_library *cc_open(const char *file)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct cc_library *opened;
    pthread_mutex_lock(&lock);
    struct cc_library *library = opened;
    while (library && strcmp(library->file, file) != 0)
        library = library->next;
    if (!library && (library = load(file))) {
        library->next = opened;
        opened = library;
    }
    pthread_mutex_unlock(&lock);
    return library;
}
