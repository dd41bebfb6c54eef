/* Blurhash encoder: a discrete cosine transform of linear light, its first few components in
 * base 83.
 *
 * Written for pictures of some 64 pixels a side, where the whole costs less than a millisecond;
 * rows are summed before columns, so the inner loop needs one cosine a pixel.
 */
#include "media/blurhash.h"

#include <math.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "#$%*+,-.:;=?@[]^_{|}~";

struct colour {
    double r, g, b; /* linear light, 0 … 1 for the first component */
};

static double linear_from_srgb(uint8_t value)
{
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static int srgb_from_linear(double value)
{
    double v = fmin(fmax(value, 0), 1);
    double s = v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
    return (int)(s * 255 + 0.5);
}

static char *write_base83(char *out, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = alphabet[value % 83];
        value /= 83;
    }
    return out + digits;
}

static struct colour row_component(const uint8_t *row, size_t width, const double light[256], int x)
{
    struct colour sum = { 0 };
    for (size_t i = 0; i < width; i++) {
        double basis = cos(M_PI * x * (double)i / (double)width);
        sum.r += basis * light[row[3 * i]];
        sum.g += basis * light[row[3 * i + 1]];
        sum.b += basis * light[row[3 * i + 2]];
    }
    return sum;
}

static struct colour component(const uint8_t *rgb, size_t width, size_t height,
                               const double light[256], int x, int y)
{
    struct colour sum = { 0 };
    for (size_t j = 0; j < height; j++) {
        double basis = cos(M_PI * y * (double)j / (double)height);
        struct colour row = row_component(rgb + 3 * width * j, width, light, x);
        sum.r += basis * row.r;
        sum.g += basis * row.g;
        sum.b += basis * row.b;
    }
    double scale = (x == 0 && y == 0 ? 1.0 : 2.0) / ((double)width * (double)height);
    return (struct colour){ sum.r * scale, sum.g * scale, sum.b * scale };
}

/* The largest signed value, not the largest magnitude: so do the encoders in use, and texts should
 * be the same. */
static double largest(const struct colour *ac, size_t count)
{
    double max = 0;
    for (size_t i = 0; i < count; i++)
        max = fmax(max, fmax(ac[i].r, fmax(ac[i].g, ac[i].b)));
    return max;
}

/* One of 19 levels around 9, on a square-root scale. */
static int quantize(double value, double max)
{
    double root = copysign(sqrt(fabs(value / max)), value);
    return (int)fmax(0, fmin(18, floor(root * 9 + 9.5)));
}

/* The quantized largest component, 0 … 82. */
static int maximum_level(const struct colour *ac, size_t count)
{
    return (int)fmax(0, fmin(82, floor(largest(ac, count) * 166 - 0.5)));
}

void media_blurhash_encode(const uint8_t *rgb, size_t width, size_t height, int x_count,
                           int y_count, char out[MEDIA_BLURHASH_MAX + 1])
{
    assert(width > 0 && height > 0);
    assert(x_count >= 1 && x_count <= MEDIA_BLURHASH_SIDE_MAX);
    assert(y_count >= 1 && y_count <= MEDIA_BLURHASH_SIDE_MAX);
    double light[256];
    for (int i = 0; i < 256; i++)
        light[i] = linear_from_srgb((uint8_t)i);
    struct colour parts[MEDIA_BLURHASH_SIDE_MAX * MEDIA_BLURHASH_SIDE_MAX];
    for (int y = 0; y < y_count; y++)
        for (int x = 0; x < x_count; x++)
            parts[y * x_count + x] = component(rgb, width, height, light, x, y);

    const struct colour *ac = parts + 1;
    size_t ac_count = (size_t)(x_count * y_count) - 1;
    char *at = write_base83(out, (x_count - 1) + (y_count - 1) * 9, 1);
    int level = ac_count == 0 ? 0 : maximum_level(ac, ac_count);
    at = write_base83(at, level, 1);
    int dc = srgb_from_linear(parts[0].r) << 16 | srgb_from_linear(parts[0].g) << 8 |
             srgb_from_linear(parts[0].b);
    at = write_base83(at, dc, 4);
    double max = (level + 1) / 166.0;
    for (size_t i = 0; i < ac_count; i++) {
        int value =
            quantize(ac[i].r, max) * 19 * 19 + quantize(ac[i].g, max) * 19 + quantize(ac[i].b, max);
        at = write_base83(at, value, 2);
    }
    *at = 0;
}

/* Value of a base-83 digit, or -1. */
static int digit_value(char c)
{
    const char *at = c == 0 ? NULL : strchr(alphabet, c);
    return at == NULL ? -1 : (int)(at - alphabet);
}

bool media_blurhash_is_valid(struct sv text)
{
    if (text.len < 6 || text.len > MEDIA_BLURHASH_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (digit_value(text.ptr[i]) < 0)
            return false;
    }
    int size = digit_value(text.ptr[0]);
    size_t count = (size_t)(size % 9 + 1) * (size_t)(size / 9 + 1);
    return size < 81 && text.len == 4 + 2 * count;
}
