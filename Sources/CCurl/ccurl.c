#include "library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct cc_transfer {
    const struct cc_library *library;
    CURL *easy;
    struct curl_slist *headers;
    void *context;
    cc_head head;
    cc_sink sink;
    cc_tick tick;
    cc_source source;
    int body;
    int stopped, idle_out, body_errno, connect_errno;
    long idle, status;
    curl_off_t received, sent;
    int64_t last, told; // milliseconds
    char words[CURL_ERROR_SIZE];
};

/// Milliseconds.
static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *pointer)
{
    struct cc_transfer *transfer = pointer;
    if (transfer->head(transfer->context, (const uint8_t *)bytes, size * count))
        return size * count;
    transfer->stopped = 1;
    return 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *pointer)
{
    struct cc_transfer *transfer = pointer;
    if (size * count == 0 || transfer->sink(transfer->context, (const uint8_t *)bytes, size * count))
        return size * count;
    transfer->stopped = 1;
    return size * count + 1;
}

static size_t give_body(char *bytes, size_t size, size_t count, void *pointer)
{
    struct cc_transfer *transfer = pointer;
    for (;;) {
        ssize_t got = read(transfer->body, bytes, size * count);
        if (got >= 0)
            return (size_t)got;
        if (errno == EINTR)
            continue;
        transfer->body_errno = errno;
        return CURL_READFUNC_ABORT;
    }
}

static size_t make_body(char *bytes, size_t size, size_t count, void *pointer)
{
    struct cc_transfer *transfer = pointer;
    ptrdiff_t got = transfer->source(transfer->context, (uint8_t *)bytes, size * count);
    if (got >= 0)
        return (size_t)got;
    transfer->stopped = 1;
    return CURL_READFUNC_ABORT;
}

static int watch(void *pointer, curl_off_t download_total, curl_off_t received,
    curl_off_t upload_total, curl_off_t sent)
{
    (void)download_total;
    (void)upload_total;
    struct cc_transfer *transfer = pointer;
    if (received != transfer->received || sent != transfer->sent) {
        transfer->received = received;
        transfer->sent = sent;
        transfer->last = now();
    } else if (transfer->idle && now() - transfer->last >= transfer->idle * 1000) {
        transfer->idle_out = 1;
        return 1;
    }
    if (now() - transfer->told < 100)
        return 0; // the library asks at every packet, too
    transfer->told = now();
    if (transfer->tick(transfer->context, sent))
        return 0;
    transfer->stopped = 1;
    return 1;
}

struct cc_transfer *cc_new(const struct cc_library *library)
{
    struct cc_transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer)
        return NULL;
    transfer->library = library;
    transfer->body = -1;
    transfer->easy = library->easy_init();
    if (!transfer->easy) {
        free(transfer);
        return NULL;
    }
    CURL *easy = transfer->easy;
    CURLcode (*set)(CURL *, CURLoption, ...) = library->easy_setopt;
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROXY, ""); // the caller's http_proxy is not meant for a socket
    set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    set(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    set(easy, CURLOPT_PATH_AS_IS, 1L);
    set(easy, CURLOPT_FORBID_REUSE, 1L);
    set(easy, CURLOPT_ERRORBUFFER, transfer->words);
    set(easy, CURLOPT_HEADERFUNCTION, take_head);
    set(easy, CURLOPT_HEADERDATA, transfer);
    set(easy, CURLOPT_WRITEFUNCTION, take_body);
    set(easy, CURLOPT_WRITEDATA, transfer);
    set(easy, CURLOPT_NOPROGRESS, 0L);
    set(easy, CURLOPT_XFERINFOFUNCTION, watch);
    set(easy, CURLOPT_XFERINFODATA, transfer);
    cc_add_header(transfer, "Expect:");
    return transfer;
}

void cc_free(struct cc_transfer *transfer)
{
    transfer->library->easy_cleanup(transfer->easy);
    transfer->library->slist_free_all(transfer->headers);
    free(transfer);
}

void cc_set_socket(struct cc_transfer *transfer, const char *path)
{
    transfer->library->easy_setopt(transfer->easy, CURLOPT_UNIX_SOCKET_PATH, path);
}

void cc_set_address(struct cc_transfer *transfer, const char *address)
{
    transfer->library->easy_setopt(transfer->easy, CURLOPT_URL, address);
}

int cc_set_web(struct cc_transfer *transfer, const char *address)
{
    CURLcode (*set)(CURL *, CURLoption, ...) = transfer->library->easy_setopt;
    CURL *easy = transfer->easy;
    set(easy, CURLOPT_PROXY, NULL); // what the caller's variables say
    set(easy, CURLOPT_PATH_AS_IS, 0L);
    set(easy, CURLOPT_FOLLOWLOCATION, 1L);
    set(easy, CURLOPT_MAXREDIRS, 5L);
    set(easy, CURLOPT_URL, address);
    // Before 7.85 the library knows these as numbers alone: then nothing is fetched.
    return set(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK
        && set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https") == CURLE_OK;
}

void cc_set_method(struct cc_transfer *transfer, const char *method)
{
    transfer->library->easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, method);
    // The library would wait for the body whose length such an answer tells.
    if (strcmp(method, "HEAD") == 0)
        transfer->library->easy_setopt(transfer->easy, CURLOPT_NOBODY, 1L);
}

void cc_add_header(struct cc_transfer *transfer, const char *line)
{
    struct curl_slist *longer = transfer->library->slist_append(transfer->headers, line);
    if (longer)
        transfer->headers = longer;
}

void cc_set_body(struct cc_transfer *transfer, const uint8_t *bytes, size_t count)
{
    CURLcode (*set)(CURL *, CURLoption, ...) = transfer->library->easy_setopt;
    set(transfer->easy, CURLOPT_POST, 1L);
    set(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    set(transfer->easy, CURLOPT_POSTFIELDS, count ? (const void *)bytes : "");
}

void cc_set_body_file(struct cc_transfer *transfer, int fd, int64_t size)
{
    CURLcode (*set)(CURL *, CURLoption, ...) = transfer->library->easy_setopt;
    transfer->body = fd;
    set(transfer->easy, CURLOPT_UPLOAD, 1L);
    set(transfer->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
    set(transfer->easy, CURLOPT_READFUNCTION, give_body);
    set(transfer->easy, CURLOPT_READDATA, transfer);
    set(transfer->easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
    if (size < 0)
        cc_add_header(transfer, "Transfer-Encoding: chunked");
}

void cc_set_body_source(struct cc_transfer *transfer, cc_source source)
{
    CURLcode (*set)(CURL *, CURLoption, ...) = transfer->library->easy_setopt;
    transfer->source = source;
    set(transfer->easy, CURLOPT_UPLOAD, 1L);
    set(transfer->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)-1);
    set(transfer->easy, CURLOPT_READFUNCTION, make_body);
    set(transfer->easy, CURLOPT_READDATA, transfer);
    set(transfer->easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
    cc_add_header(transfer, "Transfer-Encoding: chunked");
}

void cc_set_patience(struct cc_transfer *transfer, long connect, long idle, long total)
{
    transfer->idle = idle;
    transfer->library->easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT, connect);
    transfer->library->easy_setopt(transfer->easy, CURLOPT_TIMEOUT, total);
}

void cc_set_callbacks(
    struct cc_transfer *transfer, void *context, cc_head head, cc_sink sink, cc_tick tick)
{
    transfer->context = context;
    transfer->head = head;
    transfer->sink = sink;
    transfer->tick = tick;
}

int cc_perform(struct cc_transfer *transfer)
{
    const struct cc_library *library = transfer->library;
    library->easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
    transfer->last = transfer->told = now();
    transfer->received = transfer->sent = 0;
    transfer->stopped = transfer->idle_out = transfer->body_errno = 0;
    CURLcode code = library->easy_perform(transfer->easy);
    library->easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
    long number = 0;
    library->easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
    transfer->connect_errno = (int)number;
    if (code != CURLE_OK && transfer->words[0] == 0)
        strncpy(transfer->words, library->easy_strerror(code), sizeof transfer->words - 1);
    if (transfer->stopped)
        return CC_STOPPED;
    if (transfer->body_errno)
        return CC_BODY_UNREADABLE;
    if (transfer->idle_out || code == CURLE_OPERATION_TIMEDOUT)
        return CC_TIMED_OUT;
    if (code == CURLE_COULDNT_CONNECT)
        return CC_NOT_CONNECTED;
    return code == CURLE_OK ? CC_DONE : CC_BROKEN;
}

int cc_errno(const struct cc_transfer *transfer)
{
    return transfer->body_errno ? transfer->body_errno : transfer->connect_errno;
}

long cc_status(const struct cc_transfer *transfer)
{
    return transfer->status;
}

const char *cc_words(const struct cc_transfer *transfer)
{
    return transfer->words;
}
