/* Log: one wide logfmt line per happening, on standard error.
 *
 * Event names and their fields are rows in log_events.def; a field that its event does not declare is a bug and stops
 * the process in tests and release alike. Only http's dispatch, job's worker loop, app and cmd log above debug
 * (STYLE.md 3.5). Never tokens, keys, content or names.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"

enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARN,
    LOG_LEVEL_ERROR,
};

enum log_event {
#define LOG_EVENT(name, wire, level, fields, doc) LOG_##name,
#include "base/log_events.def"
#undef LOG_EVENT
    LOG_EVENT_COUNT
};

struct log_event_row {
    const char *wire;
    enum log_level level;
    const char *fields;
    const char *doc;
};

const struct log_event_row *log_event_row(enum log_event event);

/** Lines below this level are dropped. Thread: call before threads start. */
void log_set_level(enum log_level level);
bool log_is_on(enum log_event event);

/* A line being written; lives on the stack. */
struct log_line {
    enum log_event event;
    bool is_on;
    size_t len;
    char text[1024]; /* longer lines are cut */
};

void log_begin(struct log_line *line, enum log_event event);
void log_sv(struct log_line *line, const char *field, struct sv value);
void log_i64(struct log_line *line, const char *field, int64_t value);
/** Write the line in one call. Thread: any. */
void log_end(struct log_line *line);

/** Debug text; dropped unless the level is debug. */
void log_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);
