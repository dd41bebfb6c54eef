/* Classes of characters. */
#include "text/status_text_char.h"

#include <utf8proc.h>

static utf8proc_category_t category(uint32_t c)
{
    return utf8proc_category((utf8proc_int32_t)c);
}

/* Marks that modify a sign and spell nothing: accents, variation selectors, enclosings. */
static bool is_mere_modifier(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
           (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f) ||
           (c >= 0xfe20 && c <= 0xfe2f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static bool is_mark(uint32_t c)
{
    utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_MN && k <= UTF8PROC_CATEGORY_ME;
}

bool status_text_char_is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    utf8proc_category_t k = category(c);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || k == UTF8PROC_CATEGORY_NL ||
           (is_mark(c) && !is_mere_modifier(c));
}

bool status_text_char_is_alnum(uint32_t c)
{
    if (c < 0x80)
        return status_text_char_is_letter(c) || (c >= '0' && c <= '9');
    return status_text_char_is_letter(c) || category(c) == UTF8PROC_CATEGORY_ND;
}

bool status_text_char_is_word(uint32_t c)
{
    if (c < 0x80)
        return status_text_char_is_alnum(c) || c == '_';
    return status_text_char_is_alnum(c) || is_mark(c) || category(c) == UTF8PROC_CATEGORY_PC;
}

bool status_text_char_is_tag_separator(uint32_t c)
{
    return c == '_' || c == 0xb7 || c == 0x30fb || c == 0x200c;
}

bool status_text_char_is_space(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0d);
    utf8proc_category_t k = category(c);
    return c == 0x85 || k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL ||
           k == UTF8PROC_CATEGORY_ZP;
}

bool status_text_char_is_symbol(uint32_t c)
{
    utf8proc_category_t k = category(c);
    return c >= 0x80 && (k == UTF8PROC_CATEGORY_SO || k == UTF8PROC_CATEGORY_SM ||
                         k == UTF8PROC_CATEGORY_SC || k == UTF8PROC_CATEGORY_SK);
}
