/* Words as a search compares them. */
#include "text/search_words.h"

#include <utf8proc.h>

#include "base/buf.h"
#include "text/status_text_char.h"
#include "text/utf8.h"

/* Accents that stand over letters of scripts that are read without them as well. */
static bool is_accent(uint32_t c)
{
    return c >= 0x300 && c <= 0x36f;
}

/* Han, kana, Thai, Lao, Myanmar, Khmer: no spaces between words. */
static bool stands_alone(uint32_t c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) ||
           (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x30ff) ||
           (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_of_word(uint32_t c)
{
    return status_text_char_is_alnum(c);
}

/* Compatibility forms apart, case folded. Gives the number of characters; 0 when there is nothing. */
static size_t fold(struct arena *a, struct sv s, utf8proc_int32_t **out)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr;
    if (s.len == 0)
        return 0;
    utf8proc_ssize_t need = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, NULL, 0, options);
    if (need <= 0)
        return 0;
    *out = ARENA_ARRAY(a, utf8proc_int32_t, (size_t)need + 1);
    need = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, *out, need, options);
    return need < 0 ? 0 : (size_t)need;
}

struct sv search_words(struct arena *a, struct sv untrusted)
{
    utf8proc_int32_t *chars = NULL;
    size_t word_chars = 0; /* of the word that is being written */
    bool ends = true;      /* the next one begins another word */
    struct buf b;
    struct sv text = utf8_repair(a, sv_sub(untrusted, 0, SEARCH_WORDS_INPUT_MAX));
    size_t count = fold(a, text, &chars);
    buf_init(&b, a, count * 5 + 16);
    for (size_t i = 0; i < count; i++) {
        uint32_t c = (uint32_t)chars[i];
        char bytes[4];
        if (is_accent(c))
            continue;
        if (!is_of_word(c)) {
            ends = true;
            continue;
        }
        if ((ends || stands_alone(c)) && buf_view(&b).len > 0)
            buf_char(&b, ' ');
        if (ends || stands_alone(c))
            word_chars = 0;
        ends = stands_alone(c);
        if (word_chars++ < SEARCH_WORD_CHARS_MAX)
            buf_sv(&b, sv_make(bytes, utf8_encode(c, bytes)));
    }
    return buf_view(&b);
}

bool search_words_have(struct sv words, struct sv phrase)
{
    if (phrase.len == 0)
        return false;
    for (size_t at = sv_find(words, phrase, 0); at != SIZE_MAX;
         at = sv_find(words, phrase, at + 1)) {
        size_t end = at + phrase.len;
        if ((at == 0 || words.ptr[at - 1] == ' ') && (end == words.len || words.ptr[end] == ' '))
            return true;
    }
    return false;
}
