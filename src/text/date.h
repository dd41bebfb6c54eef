/* Dates and times as text; inside, time is milliseconds since the epoch, UTC.
 *
 * Own civil arithmetic in the proleptic Gregorian calendar: the C library's wants a time zone and
 * global state. Years 1 to 9999, since all these forms have four digits.
 *
 * Spec: RFC 3339 and ISO 8601 as servers write it; RFC 9110 section 5.6.7
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

#define DATE_MIN_MS INT64_C(-62135596800000) /* 0001-01-01T00:00:00.000Z */
#define DATE_MAX_MS INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */
#define DATE_DAY_MS INT64_C(86400000)

struct date_civil {
    int year;    /* 1 … 9999 */
    int month;   /* 1 … 12 */
    int day;     /* 1 … 31 */
    int hour;    /* 0 … 23 */
    int minute;  /* 0 … 59 */
    int second;  /* 0 … 59 */
    int ms;      /* 0 … 999 */
    int weekday; /* 0 = Sunday … 6 */
};

/** Calendar and clock of a time; times beyond DATE_MIN_MS … DATE_MAX_MS are moved to the nearest of
 * them. */
struct date_civil date_civil(int64_t time_ms);

/** Days since the epoch of a calendar day; the month in 1 … 12 (asserted), the day need not exist
 * in it. */
int64_t date_days(int year, int month, int day);

/**
 * ISO 8601 as other servers write it: 2025-11-01T10:00:00.123456789+02:00.
 *
 * text     date, then optionally 'T', 't' or a space and the time: hours, minutes, optional seconds
 * (60 rolls over), optional fraction of any length (cut to milliseconds), optional zone Z, ±hh,
 * ±hhmm, ±hh:mm (none means UTC) out      untouched on failure
 *
 * Returns  false for anything else: days and hours that do not exist, years beyond 1 … 9999, more
 * than 64 bytes
 */
MUST_USE bool date_parse_iso(struct sv text, int64_t *out_ms);

/** 2025-11-01T10:00:00.000Z; clamped as date_civil. */
struct sv date_render_iso(struct arena *a, int64_t time_ms);

/** A plain date, YYYY-MM-DD, as midnight UTC; false, out untouched, for anything else. */
MUST_USE bool date_parse_day(struct sv text, int64_t *out_ms);

/** 2025-11-01, the day in UTC; clamped as date_civil. */
struct sv date_render_day(struct arena *a, int64_t time_ms);

/**
 * HTTP date in the one form that is still written: Sat, 01 Nov 2025 10:00:00 GMT.
 *
 * Returns  false, out untouched, for anything else; the day of the week must be right
 */
MUST_USE bool date_parse_http(struct sv text, int64_t *out_ms);

/** Sat, 01 Nov 2025 10:00:00 GMT; clamped as date_civil. */
struct sv date_render_http(struct arena *a, int64_t time_ms);
