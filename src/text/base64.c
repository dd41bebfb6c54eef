/* Base64. */
#include "text/base64.h"

#include <stdint.h>

static const char *alphabet(enum base64_form form)
{
    return form == BASE64_URL ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                              : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

struct sv base64_encode(struct arena *a, struct sv bytes, enum base64_form form)
{
    const char *digits = alphabet(form);
    char *text = arena_alloc(a, bytes.len / 3 * 4 + 4);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < left ? (unsigned char)bytes.ptr[i + k] : 0U);
        for (size_t k = 0; k <= left; k++)
            text[len++] = digits[group >> (18 - 6 * k) & 63U];
        for (size_t k = left; k < 3 && form == BASE64_STANDARD; k++)
            text[len++] = '=';
    }
    return sv_make(text, len);
}

static int digit_value(char c, enum base64_form form)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == (form == BASE64_URL ? '-' : '+'))
        return 62;
    return c == (form == BASE64_URL ? '_' : '/') ? 63 : -1;
}

/* Take the padding off; false when it is not what the form wants. */
static bool strip_padding(struct sv *text, enum base64_form form)
{
    if (form == BASE64_STANDARD) {
        if (text->len % 4 != 0)
            return false;
        for (int i = 0; i < 2 && sv_ends_with(*text, SV("=")); i++)
            text->len--;
    }
    return text->len % 4 != 1;
}

enum err base64_decode(struct arena *a, struct sv text, enum base64_form form, struct sv *out)
{
    if (!strip_padding(&text, form))
        return ERR_PARSE;
    char *bytes = arena_alloc(a, text.len / 4 * 3 + 3);
    size_t len = 0;
    uint32_t group = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = digit_value(text.ptr[i], form);
        if (value < 0)
            return ERR_PARSE;
        group = (group << 6 | (uint32_t)value) & 0xFFFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[len++] = (char)(group >> bits & 0xFFU);
        }
    }
    if ((group & ((1U << bits) - 1)) != 0)
        return ERR_PARSE;
    *out = sv_make(bytes, len);
    return ERR_OK;
}
