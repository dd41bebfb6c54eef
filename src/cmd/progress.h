/* Progress bar on standard error; only where that is a terminal, and never wider than it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRESS_LINE_BYTES 96

struct progress {
    bool is_terminal;
    bool is_drawn;
    int last_permille;
    size_t last_len; /* of the line drawn last */
};

void progress_init(struct progress *p);

/** Draw when something changed by a thousandth. total 0: unknown. */
void progress_show(struct progress *p, int64_t done, int64_t total);

/** Leave the line, so that what follows stands on its own. */
void progress_end(struct progress *p);

/**
 * The line as it is drawn: "[####....]  50%  5 of 10", with a shorter bar or none where it must be narrow. Pure.
 *
 * columns  the line is shorter, so that the terminal does not begin another one
 * total    at least 1
 * out      PROGRESS_LINE_BYTES, NUL-ended
 *
 * Returns  its length
 */
size_t progress_line(size_t columns, int64_t done, int64_t total, char *out);
