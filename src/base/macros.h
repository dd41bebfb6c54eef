/* The few macros this codebase allows itself.
 *
 * Anything that can be a function is a function. What stands here either needs a compiler attribute or must return
 * from its caller (TRY).
 */
#pragma once

#include <assert.h>
#include <stddef.h>

/* The caller must look at the result. */
#define MUST_USE __attribute__((warn_unused_result))

/* printf-like: format is argument `fmt`, values start at argument `first`. */
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

/* Run `fn(&variable)` when the variable leaves its scope: CLEANUP(fd_close) int fd = -1; */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* Number of elements of a real array. */
#define ARRAY_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Mark a parameter that an interface demands and this implementation does not need. */
#define UNUSED(x) ((void)(x))

/* Hand an error up. The one macro that may return; sound because memory is arena- or scope-freed. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != ERR_OK)                                                                    \
            return try_err_;                                                                       \
    } while (0)
