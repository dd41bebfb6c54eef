/* Log: logfmt lines on standard error. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static const struct log_event_row rows[LOG_EVENT_COUNT] = {
#define LOG_EVENT(name, wire, level, fields, doc)                                                  \
    [LOG_##name] = { wire, LOG_LEVEL_##level, fields, doc },
#include "base/log_events.def"
#undef LOG_EVENT
};

static const char *const level_names[] = { "debug", "info", "warn", "error" };

/* The one piece of process state outside struct app: set once before threads start. */
static enum log_level level_least = LOG_LEVEL_INFO;

const struct log_event_row *log_event_row(enum log_event event)
{
    assert(event < LOG_EVENT_COUNT);
    return &rows[event];
}

void log_set_level(enum log_level level)
{
    level_least = level;
}

bool log_is_on(enum log_event event)
{
    return log_event_row(event)->level >= level_least;
}

static void put(struct log_line *line, struct sv s)
{
    size_t room = sizeof line->text - 1 - line->len;
    if (s.len > room)
        s.len = room;
    if (s.len > 0)
        memcpy(line->text + line->len, s.ptr, s.len);
    line->len += s.len;
}

static void field_check(const struct log_line *line, const char *field)
{
    struct sv rest = sv_from(log_event_row(line->event)->fields);
    struct sv name;
    bool is_declared = false;
    while (!is_declared && sv_split(&rest, ' ', &name))
        is_declared = sv_eq(name, sv_from(field));
    assert(is_declared);
}

void log_begin(struct log_line *line, enum log_event event)
{
    line->event = event;
    line->is_on = log_is_on(event);
    line->len = 0;
    if (!line->is_on)
        return;
    char head[96];
    int len = snprintf(head, sizeof head, "ts=%lld level=%s event=%s", (long long)clock_now_ms(),
                       level_names[log_event_row(event)->level], log_event_row(event)->wire);
    put(line, sv_make(head, (size_t)len));
}

static bool needs_quotes(struct sv value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f)
            return true;
    }
    return value.len == 0;
}

void log_sv(struct log_line *line, const char *field, struct sv value)
{
    if (!line->is_on)
        return;
    field_check(line, field);
    put(line, SV(" "));
    put(line, sv_from(field));
    put(line, SV("="));
    if (!needs_quotes(value)) {
        put(line, value);
        return;
    }
    put(line, SV("\""));
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c == '"' || c == '\\')
            put(line, SV("\\"));
        /* Control bytes must not break the line or reach a terminal. */
        put(line, c < ' ' || c == 0x7f ? SV("?") : sv_make(&value.ptr[i], 1));
    }
    put(line, SV("\""));
}

void log_i64(struct log_line *line, const char *field, int64_t value)
{
    if (!line->is_on)
        return;
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)value);
    log_sv(line, field, sv_make(digits, (size_t)len));
}

void log_end(struct log_line *line)
{
    if (!line->is_on)
        return;
    line->text[line->len] = '\n';
    /* A log that cannot be written must not stop the server. */
    ssize_t written = write(STDERR_FILENO, line->text, line->len + 1);
    UNUSED(written);
}

void log_debug(const char *fmt, ...)
{
    if (!log_is_on(LOG_DEBUG))
        return;
    char text[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct log_line line;
    log_begin(&line, LOG_DEBUG);
    log_sv(&line, "detail", sv_from(text));
    log_end(&line);
}
