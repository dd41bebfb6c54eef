/* Where the build put the helper program. */
#pragma once

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HELPER_PATH_BYTES 4096

/* Tests are built into BUILD/tests, the helper into BUILD/src/media. */
static inline void helper_path(char out[HELPER_PATH_BYTES])
{
    char self[HELPER_PATH_BYTES - 64];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    assert(len > 0);
    self[len] = 0;
    *strrchr(self, '/') = 0;
    (void)snprintf(out, HELPER_PATH_BYTES, "%s/../src/media/efface-media", self);
}
