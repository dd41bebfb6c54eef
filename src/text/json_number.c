/* A double as ECMAScript writes it, over the C library's exact conversions.
 *
 * The C library rounds to n digits correctly; we look for the least n that reads back. Up to 15
 * digits survive a double, so 15 and no zeros behind them are the shortest if they read back at
 * all; only subnormal numbers, which hold fewer digits, are tried from 1. At a power of two the
 * doubles below are denser than those above: there the nearest n-digit number can fail while its
 * upper neighbour reads back, so that one is tried too.
 */
#include "text/json_number.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct decimal {
    char digits[20]; /* without trailing zeros, at least one */
    int count;
    int exponent; /* value = 0.digits × 10^exponent */
};

static bool reads_back(const struct decimal *d, double value)
{
    char text[48];
    (void)snprintf(text, sizeof text, "0.%.*se%d", d->count, d->digits, d->exponent);
    return strtod(text, NULL) == value;
}

static void decimal_trim(struct decimal *d)
{
    while (d->count > 1 && d->digits[d->count - 1] == '0')
        d->count--;
}

/* The value, above zero, rounded to `count` digits. */
static struct decimal decimal_round(double value, int count)
{
    char text[48];
    (void)snprintf(text, sizeof text, "%.*e", count - 1, value);
    struct decimal d = { .count = count };
    d.digits[0] = text[0];
    if (count > 1)
        memcpy(d.digits + 1, text + 2, (size_t)count - 1);
    const char *exponent = strchr(text, 'e') + 1;
    int magnitude = 0;
    for (const char *at = exponent + 1; *at != '\0'; at++)
        magnitude = magnitude * 10 + (*at - '0');
    d.exponent = (*exponent == '-' ? -magnitude : magnitude) + 1;
    return d;
}

/* The next greater number of as many digits. */
static struct decimal decimal_next(struct decimal d)
{
    int at = d.count - 1;
    while (at >= 0 && d.digits[at] == '9')
        d.digits[at--] = '0';
    if (at >= 0) {
        d.digits[at]++;
        return d;
    }
    d.digits[0] = '1';
    d.exponent++;
    return d;
}

static struct decimal decimal_shortest(double value)
{
    for (int count = value < DBL_MIN ? 1 : 15; count < 17; count++) {
        struct decimal d = decimal_round(value, count);
        if (!reads_back(&d, value))
            d = decimal_next(d);
        if (reads_back(&d, value)) {
            decimal_trim(&d);
            return d;
        }
    }
    struct decimal d = decimal_round(value, 17);
    decimal_trim(&d);
    return d;
}

static size_t put_zeros(char *out, int count)
{
    memset(out, '0', (size_t)count);
    return (size_t)count;
}

static size_t put_digits(char *out, const struct decimal *d, int from, int to)
{
    memcpy(out, d->digits + from, (size_t)(to - from));
    return (size_t)(to - from);
}

/* The cases of Number::toString, steps 6 to 9 and on; n is `exponent`, k is `count`. */
static size_t decimal_render(const struct decimal *d, char *out)
{
    size_t len = 0;
    if (d->count <= d->exponent && d->exponent <= 21) {
        len += put_digits(out, d, 0, d->count);
        return len + put_zeros(out + len, d->exponent - d->count);
    }
    if (0 < d->exponent && d->exponent <= 21) {
        len += put_digits(out, d, 0, d->exponent);
        out[len++] = '.';
        return len + put_digits(out + len, d, d->exponent, d->count);
    }
    if (-6 < d->exponent && d->exponent <= 0) {
        out[len++] = '0';
        out[len++] = '.';
        len += put_zeros(out + len, -d->exponent);
        return len + put_digits(out + len, d, 0, d->count);
    }
    len += put_digits(out, d, 0, 1);
    if (d->count > 1) {
        out[len++] = '.';
        len += put_digits(out + len, d, 1, d->count);
    }
    char exponent[8];
    int exponent_len = snprintf(exponent, sizeof exponent, "e%+d", d->exponent - 1);
    memcpy(out + len, exponent, (size_t)exponent_len);
    return len + (size_t)exponent_len;
}

static size_t whole_render(int64_t value, char *out)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)value);
    memcpy(out, digits, (size_t)len);
    return (size_t)len;
}

size_t json_number_render(double value, char out[JSON_NUMBER_BYTES])
{
    assert(isfinite(value));
    if (value == trunc(value) && fabs(value) <= 0x1p53)
        return whole_render((int64_t)value, out);
    size_t sign = signbit(value) ? 1 : 0;
    if (sign == 1)
        out[0] = '-';
    struct decimal d = decimal_shortest(fabs(value));
    return sign + decimal_render(&d, out + sign);
}
