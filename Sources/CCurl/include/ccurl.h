/// What this package uses of libcurl, which is opened at its first use and never linked: the program
/// starts without it, and runs without it where no engine is asked.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A libcurl that has been opened; lives as long as the process.
struct cc_library;

/// Opens the library of that file name, once; NULL when it is missing or lacks a function.
const struct cc_library *cc_open(const char *file);

/// One transfer.
struct cc_transfer;

/// Takes `count` bytes of the answer's body; 0 ends the transfer.
typedef int (*cc_sink)(void *context, const uint8_t *bytes, size_t count);
/// Takes one line of the answer's head, its line end included; 0 ends the transfer.
typedef int (*cc_head)(void *context, const uint8_t *bytes, size_t count);
/// Is told about ten times a second, at least once, how many bytes were sent; 0 ends the transfer.
typedef int (*cc_tick)(void *context, int64_t sent);

struct cc_transfer *cc_new(const struct cc_library *library);
void cc_free(struct cc_transfer *transfer);

void cc_set_socket(struct cc_transfer *transfer, const char *path);
void cc_set_address(struct cc_transfer *transfer, const char *address);
/// An address of the web, which must be `https` wherever it leads; 0 when the library cannot see to that.
int cc_set_web(struct cc_transfer *transfer, const char *address);
void cc_set_method(struct cc_transfer *transfer, const char *method);
void cc_add_header(struct cc_transfer *transfer, const char *line);
/// The bytes must stay where they are until the transfer is over.
void cc_set_body(struct cc_transfer *transfer, const uint8_t *bytes, size_t count);
/// A body that is read from a descriptor; `size` is -1 when it is not known.
void cc_set_body_file(struct cc_transfer *transfer, int fd, int64_t size);
/// Gives up to `room` bytes of the body; 0 is its end, -1 ends the transfer.
typedef ptrdiff_t (*cc_source)(void *context, uint8_t *bytes, size_t room);
/// A body that the source makes as it is sent; it is given the context of the callbacks.
void cc_set_body_source(struct cc_transfer *transfer, cc_source source);
/// Seconds; 0 is no limit. `idle` is how long there may be no byte in either direction.
void cc_set_patience(struct cc_transfer *transfer, long connect, long idle, long total);
void cc_set_callbacks(
    struct cc_transfer *transfer, void *context, cc_head head, cc_sink sink, cc_tick tick);

enum {
    CC_DONE = 0,
    /// Nothing took the connection; cc_errno says why.
    CC_NOT_CONNECTED,
    /// A callback said to stop.
    CC_STOPPED,
    CC_TIMED_OUT,
    /// The other side went away, or does not speak HTTP.
    CC_BROKEN,
    /// The descriptor of the body could not be read; cc_errno says why.
    CC_BODY_UNREADABLE,
};

/// Runs the transfer to its end.
int cc_perform(struct cc_transfer *transfer);
int cc_errno(const struct cc_transfer *transfer);
/// The answer's status, 0 when there was none.
long cc_status(const struct cc_transfer *transfer);
/// What went wrong, in the library's words.
const char *cc_words(const struct cc_transfer *transfer);
