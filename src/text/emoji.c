/* Emoji. */
#include "text/emoji.h"

#include <utf8proc.h>

#include "text/utf8.h"

#define JOINER 0x200D
#define EMOJI_STYLE 0xFE0F
#define KEYCAP 0x20E3

/* The next character; 0 at the end and for what is none. */
static int32_t next(struct sv *rest)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t step = 0;
    if (rest->len > 0)
        step =
            utf8proc_iterate((const utf8proc_uint8_t *)rest->ptr, (utf8proc_ssize_t)rest->len, &c);
    if (step <= 0 || c <= 0)
        return 0;
    *rest = sv_from_offset(*rest, (size_t)step);
    return c;
}

static int class_of(int32_t c)
{
    return utf8proc_get_property(c)->boundclass;
}

static bool is_pictograph(int32_t c)
{
    return class_of(c) == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Skin, style, and the tags that spell the flags of parts of countries. */
static bool is_modifier(int32_t c)
{
    return (c >= 0x1F3FB && c <= 0x1F3FF) || c == EMOJI_STYLE || (c >= 0xE0020 && c <= 0xE007F);
}

static bool ends_as_keycap(struct sv rest)
{
    int32_t c = next(&rest);
    if (c == EMOJI_STYLE)
        c = next(&rest);
    return c == KEYCAP && rest.len == 0;
}

static bool ends_as_flag(struct sv rest)
{
    int32_t c = next(&rest);
    return c != 0 && class_of(c) == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR && rest.len == 0;
}

static bool ends_as_pictograph(struct sv rest)
{
    while (rest.len > 0) {
        int32_t c = next(&rest);
        if (c == JOINER ? !is_pictograph(next(&rest)) : !is_modifier(c))
            return false;
    }
    return true;
}

bool emoji_is_one(struct sv text)
{
    if (text.len == 0 || text.len > EMOJI_MAX_BYTES || !utf8_is_valid(text))
        return false;
    struct sv rest = text;
    int32_t first = next(&rest);
    if (first < 0x80)
        return ((first >= '0' && first <= '9') || first == '#' || first == '*') &&
               ends_as_keycap(rest);
    if (class_of(first) == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR)
        return ends_as_flag(rest);
    return is_pictograph(first) && ends_as_pictograph(rest);
}
