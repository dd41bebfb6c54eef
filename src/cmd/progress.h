/* Progress bar on standard error; only where that is a terminal. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_terminal;
    bool is_drawn;
    int last_permille;
};

void progress_init(struct progress *p);

/** Draw when something changed by a thousandth. total 0: unknown. */
void progress_show(struct progress *p, int64_t done, int64_t total);

/** Leave the line, so that what follows stands on its own. */
void progress_end(struct progress *p);
