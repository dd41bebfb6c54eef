/* Dates and times as text.
 *
 * Days are counted in years that begin in March, so that the leap day is the last one and months
 * have a regular length: (153 m + 2) / 5 days lie before month m of such a year.
 */
#include "text/date.h"

#include <assert.h>

#include "base/num.h"

#define ERA_DAYS 146097            /* 400 years */
#define EPOCH_DAYS INT64_C(719468) /* from 0000-03-01 to 1970-01-01 */

static const char day_names[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char month_names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

int64_t date_days(int year, int month, int day)
{
    assert(month >= 1 && month <= 12);
    int64_t march_year = month > 2 ? year : (int64_t)year - 1;
    int64_t march_month = month > 2 ? month - 3 : month + 9;
    int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
    int64_t of_era = march_year - era * 400;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - EPOCH_DAYS;
}

static void civil_day(int64_t days, struct date_civil *out)
{
    int64_t shifted = days + EPOCH_DAYS; /* not negative: year 1 is behind 0000-03-01 */
    int64_t era = shifted / ERA_DAYS;
    int64_t of_era = shifted % ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2 ? 1 : 0));
    /* The epoch was a Thursday; the greatest multiple of 7 keeps the remainder positive. */
    out->weekday = (int)((shifted - EPOCH_DAYS + 4 + INT64_C(7) * 200000) % 7);
}

struct date_civil date_civil(int64_t time_ms)
{
    time_ms = num_clamp(time_ms, DATE_MIN_MS, DATE_MAX_MS);
    int64_t since_min = time_ms - DATE_MIN_MS;
    int64_t of_day = since_min % DATE_DAY_MS;
    struct date_civil c = {
        .hour = (int)(of_day / 3600000),
        .minute = (int)(of_day / 60000 % 60),
        .second = (int)(of_day / 1000 % 60),
        .ms = (int)(of_day % 1000),
    };
    civil_day(since_min / DATE_DAY_MS + DATE_MIN_MS / DATE_DAY_MS, &c);
    return c;
}

/* Exactly `count` digits off the front of the text. */
static bool take_digits(struct sv *text, size_t count, int *out)
{
    if (text->len < count)
        return false;
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text->ptr[i] < '0' || text->ptr[i] > '9')
            return false;
        value = value * 10 + (text->ptr[i] - '0');
    }
    *text = sv_from_offset(*text, count);
    *out = value;
    return true;
}

static bool take_char(struct sv *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = sv_from_offset(*text, 1);
    return true;
}

/* Midnight of a day that exists. */
static bool day_ms(int year, int month, int day, int64_t *out_ms)
{
    if (year < 1 || month < 1 || month > 12 || day < 1)
        return false;
    int64_t days = date_days(year, month, day);
    int64_t next_month = month == 12 ? date_days(year + 1, 1, 1) : date_days(year, month + 1, 1);
    if (days >= next_month)
        return false;
    *out_ms = days * DATE_DAY_MS;
    return true;
}

static bool take_day(struct sv *text, int64_t *out_ms)
{
    int year = 0;
    int month = 0;
    int day = 0;
    return take_digits(text, 4, &year) && take_char(text, '-') && take_digits(text, 2, &month) &&
           take_char(text, '-') && take_digits(text, 2, &day) && day_ms(year, month, day, out_ms);
}

/* The milliseconds of a fraction, its point taken already; at least one digit. */
static bool take_fraction(struct sv *text, int *out_ms)
{
    int unit = 100;
    int digit = 0;
    int ms = 0;
    size_t before = text->len;
    while (take_digits(text, 1, &digit)) {
        ms += digit * unit;
        unit /= 10;
    }
    *out_ms = ms;
    return text->len < before;
}

/* hh:mm, hh:mm:ss, hh:mm:ss.fraction */
static bool take_clock(struct sv *text, int64_t *out_ms)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    int ms = 0;
    if (!take_digits(text, 2, &hour) || !take_char(text, ':') || !take_digits(text, 2, &minute))
        return false;
    if (take_char(text, ':')) {
        if (!take_digits(text, 2, &second))
            return false;
        if ((take_char(text, '.') || take_char(text, ',')) && !take_fraction(text, &ms))
            return false;
    }
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *out_ms = ((hour * INT64_C(60) + minute) * 60 + second) * 1000 + ms;
    return true;
}

/* Z, ±hh, ±hhmm, ±hh:mm, or nothing. */
static bool take_zone(struct sv *text, int64_t *out_ms)
{
    *out_ms = 0;
    if (text->len == 0 || take_char(text, 'Z') || take_char(text, 'z'))
        return true;
    bool is_west = take_char(text, '-');
    if (!is_west && !take_char(text, '+'))
        return false;
    int hours = 0;
    int minutes = 0;
    if (!take_digits(text, 2, &hours))
        return false;
    bool has_colon = take_char(text, ':');
    if ((has_colon || text->len > 0) && !take_digits(text, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *out_ms = (hours * INT64_C(60) + minutes) * 60000 * (is_west ? -1 : 1);
    return true;
}

bool date_parse_iso(struct sv text, int64_t *out_ms)
{
    int64_t day = 0;
    int64_t clock = 0;
    int64_t zone = 0;
    if (text.len > 64 || !take_day(&text, &day))
        return false;
    bool has_clock = take_char(&text, 'T') || take_char(&text, 't') || take_char(&text, ' ');
    if (has_clock && (!take_clock(&text, &clock) || !take_zone(&text, &zone)))
        return false;
    int64_t time_ms = day + clock - zone;
    if (text.len > 0 || time_ms < DATE_MIN_MS || time_ms > DATE_MAX_MS)
        return false;
    *out_ms = time_ms;
    return true;
}

struct sv date_render_iso(struct arena *a, int64_t time_ms)
{
    struct date_civil c = date_civil(time_ms);
    return sv_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour,
                     c.minute, c.second, c.ms);
}

bool date_parse_day(struct sv text, int64_t *out_ms)
{
    int64_t day = 0;
    if (!take_day(&text, &day) || text.len > 0)
        return false;
    *out_ms = day;
    return true;
}

struct sv date_render_day(struct arena *a, int64_t time_ms)
{
    struct date_civil c = date_civil(time_ms);
    return sv_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Place of the name at the front of the text, taken off; -1 when it is none of them. */
static int take_name(struct sv *text, const char names[][4], int count)
{
    struct sv name = sv_sub(*text, 0, 3);
    for (int i = 0; i < count; i++) {
        if (sv_eq(name, sv_make(names[i], 3))) {
            *text = sv_from_offset(*text, 3);
            return i;
        }
    }
    return -1;
}

bool date_parse_http(struct sv text, int64_t *out_ms)
{
    int day = 0;
    int year = 0;
    int64_t midnight = 0;
    int64_t clock = 0;
    int weekday = take_name(&text, day_names, 7);
    if (weekday < 0 || !take_char(&text, ',') || !take_char(&text, ' ') ||
        !take_digits(&text, 2, &day) || !take_char(&text, ' '))
        return false;
    int month = take_name(&text, month_names, 12);
    if (month < 0 || !take_char(&text, ' ') || !take_digits(&text, 4, &year) ||
        !take_char(&text, ' ') || !day_ms(year, month + 1, day, &midnight))
        return false;
    struct sv time = sv_sub(text, 0, 8);
    if (time.len < 8 || !take_clock(&time, &clock) || time.len > 0 ||
        !sv_eq(sv_from_offset(text, 8), SV(" GMT")))
        return false;
    if (date_civil(midnight).weekday != weekday || midnight + clock > DATE_MAX_MS)
        return false;
    *out_ms = midnight + clock;
    return true;
}

struct sv date_render_http(struct arena *a, int64_t time_ms)
{
    struct date_civil c = date_civil(time_ms);
    return sv_printf(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", day_names[c.weekday], c.day,
                     month_names[c.month - 1], c.year, c.hour, c.minute, c.second);
}
