/// What is used of libcurl, which is opened at its first use and never linked.
#pragma once

#include "ccurl.h"

#include <curl/curl.h>

/// Its functions.
struct cc_library {
    char *file;
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easy_perform)(CURL *);
    const char *(*easy_strerror)(CURLcode);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    struct cc_library *next;
};
