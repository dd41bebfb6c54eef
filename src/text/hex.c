/* Hexadecimal. */
#include "text/hex.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct sv hex_encode(struct arena *a, struct sv bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, 2 * bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
    }
    return sv_make(text, 2 * bytes.len);
}

enum err hex_decode(struct arena *a, struct sv text, struct sv *out)
{
    if (text.len % 2 != 0)
        return ERR_PARSE;
    char *bytes = arena_alloc(a, text.len / 2);
    for (size_t i = 0; i < text.len / 2; i++) {
        int high = hex_digit(text.ptr[2 * i]);
        int low = hex_digit(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return ERR_PARSE;
        bytes[i] = (char)(high << 4 | low);
    }
    *out = sv_make(bytes, text.len / 2);
    return ERR_OK;
}
