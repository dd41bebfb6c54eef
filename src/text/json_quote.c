/* A text as a JSON string: runs of plain bytes are copied whole, the rest byte by byte. */
#include "text/json_quote.h"

#include "text/json_scan.h"
#include "text/utf8.h"

static void quote_control(struct buf *b, unsigned char c)
{
    static const char shorts[0x20] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
    };
    static const char hex[] = "0123456789abcdef";
    char unit[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
    char pair[2] = { '\\', c < 0x20 && shorts[c] != 0 ? shorts[c] : (char)c };
    bool is_pair = c >= 0x20 || shorts[c] != 0;
    buf_sv(b, is_pair ? sv_make(pair, 2) : sv_make(unit, 6));
}

/* The bytes of one character beyond ASCII; returns how many of the text's they were. */
static size_t quote_wide(struct buf *b, const char *at, const char *end,
                         enum json_quote_style style)
{
    size_t step = utf8_step(at, (size_t)(end - at));
    if (step == 0) {
        buf_lit(b, UTF8_REPLACEMENT_BYTES);
        return 1;
    }
    bool is_line_end = step == 3 && memcmp(at, "\xE2\x80", 2) == 0 && (at[2] & 0x7E) == 0x28;
    if (is_line_end && style == JSON_QUOTE_WIRE)
        buf_sv(b, (at[2] & 1) == 0 ? SV("\\u2028") : SV("\\u2029"));
    else
        buf_sv(b, sv_make(at, step));
    return step;
}

/* Length of a run of well-formed characters beyond ASCII that need no escape. */
static size_t wide_run(const char *at, const char *end)
{
    const char *from = at;
    while (at < end && (unsigned char)*at >= 0x80 && (unsigned char)*at != 0xE2) {
        size_t step = utf8_step(at, (size_t)(end - at));
        if (step == 0)
            break;
        at += step;
    }
    return (size_t)(at - from);
}

static void quote_special(struct buf *b, const char **at, const char *end,
                          enum json_quote_style style)
{
    if ((unsigned char)**at < 0x80) {
        quote_control(b, (unsigned char)**at);
        (*at)++;
        return;
    }
    size_t run = wide_run(*at, end);
    if (run > 0)
        buf_sv(b, sv_make(*at, run));
    *at += run > 0 ? run : quote_wide(b, *at, end, style);
}

void json_quote(struct buf *b, struct sv s, enum json_quote_style style)
{
    const char *at = s.len == 0 ? "" : s.ptr;
    const char *end = at + s.len;
    if (!buf_reserve(b, s.len + 2))
        return;
    buf_char(b, '"');
    while (at < end) {
        const char *special = json_plain_end(at, end);
        buf_sv(b, sv_make(at, (size_t)(special - at)));
        at = special;
        if (at < end)
            quote_special(b, &at, end, style);
    }
    buf_char(b, '"');
}
