/// What this package uses of libsubid, which is opened at its first use and never linked: its file
/// name and the names of its functions differ between distributions.
#pragma once

#include <stddef.h>

struct csu_range {
    unsigned long start, count;
};

/// Fills `ranges` with the subordinate user ids (or group ids, with `groups`) of `user`.
///
/// Answers how many the user has, maybe more than `room`; -1 when no such library is there. A user
/// without any, or without an account, has 0.
int csu_ranges(const char *user, int groups, struct csu_range *ranges, int room);
