/* Job kinds as a table: how each is tried, and why trying twice does no harm. */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/job_kind.h"

/* Attempts of a kind whose end somebody was promised: tried again after whatever error, at least every hour and a half. That the
 * process ended is no attempt of it. */
#define JOB_NEVER_GIVEN_UP 0

struct job_kind_row {
    const char *name;
    const char *queue;  /* ingress, default, dereference, schedule; media has a worker of its own */
    int attempts;       /* at most; 1 for periodic kinds; JOB_NEVER_GIVEN_UP */
    int64_t backoff_ms; /* wait before the second attempt; grows with the fourth power */
    int64_t period_ms;  /* 0: runs when enqueued; otherwise every so often, without a row */
    const char *idempotent; /* because … */
    const char *doc;
};

const struct job_kind_row *job_kind_row(enum job_kind kind);

/** Jobs of this kind take minutes, and wait for each other alone. */
bool job_kind_is_slow(enum job_kind kind);

/**
 * When a failed job is tried again.
 *
 * attempts  made so far, from 1
 * jitter    0 … 65535, random
 *
 * Returns  milliseconds from now, or −1 when it is given up
 */
int64_t job_backoff_ms(enum job_kind kind, enum err err, int64_t attempts, uint32_t jitter);

/** The table as text for the reference; format "text", "json" or "md". In the arena. */
struct sv job_kinds_print(struct arena *a, struct sv format);
