/* Shortcodes. */
#include "text/shortcode.h"

#include "text/html_token.h"
#include "text/status_text_char.h"
#include "text/utf8.h"

#define GROWTH_MAX_BYTES ((size_t)64 << 10)

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool shortcode_is_valid(struct sv name)
{
    if (name.len < SHORTCODE_MIN_BYTES || name.len > SHORTCODE_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_name_char(name.ptr[i]))
            return false;
    return true;
}

static bool is_apart(uint32_t c)
{
    return c != ':' && !status_text_char_is_alnum(c);
}

static bool is_apart_before(struct sv text, size_t at)
{
    uint32_t c = 0;
    if (at == 0)
        return true;
    size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && utf8_is_tail((unsigned char)text.ptr[begin]))
        begin--;
    return utf8_decode(text, begin, &c) > 0 && is_apart(c);
}

static bool is_apart_behind(struct sv text, size_t at)
{
    uint32_t c = 0;
    return utf8_decode(text, at, &c) == 0 || is_apart(c);
}

bool shortcode_next(struct shortcode_scan *scan, struct sv *out)
{
    struct sv text = scan->text;
    size_t open = sv_find_char(text, ':', scan->at);
    while (open != SIZE_MAX) {
        size_t end = open + 1;
        while (end < text.len && end - open <= SHORTCODE_MAX_BYTES + 1 &&
               is_name_char(text.ptr[end]))
            end++;
        struct sv name = sv_sub(text, open + 1, end - open - 1);
        bool is_closed = end < text.len && text.ptr[end] == ':';
        if (is_closed && shortcode_is_valid(name) && is_apart_before(text, open) &&
            is_apart_behind(text, end + 1)) {
            scan->at = end + 1;
            *out = name;
            return true;
        }
        open = sv_find_char(text, ':', end);
    }
    scan->at = text.len;
    return false;
}

static const struct shortcode_picture *picture_of(const struct shortcode_picture *pictures,
                                                  size_t count, struct sv name)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(pictures[i].name, name))
            return &pictures[i];
    return NULL;
}

static void picture_write(struct buf *b, const struct shortcode_picture *picture)
{
    struct sv name = picture->name;
    buf_lit(b, "<img class=\"emoji\" src=\"");
    html_escape_to(b, picture->url);
    buf_printf(b, "\" alt=\":%" SV_FMT ":\" title=\":%" SV_FMT ":\" loading=\"lazy\">",
               SV_ARG(name), SV_ARG(name));
}

/* What of the markup is written already, and what it is made from. */
struct showing {
    struct buf out;
    struct sv in;
    size_t copied;
    const struct shortcode_picture *pictures;
    size_t picture_count;
};

static void text_show(struct showing *s, struct sv text)
{
    struct shortcode_scan scan = { .text = text };
    struct sv name;
    while (shortcode_next(&scan, &name)) {
        const struct shortcode_picture *picture = picture_of(s->pictures, s->picture_count, name);
        if (picture == NULL || !html_url_is_safe(picture->url))
            continue;
        size_t begin = (size_t)(name.ptr - s->in.ptr) - 1;
        buf_sv(&s->out, sv_sub(s->in, s->copied, begin - s->copied));
        picture_write(&s->out, picture);
        s->copied = begin + name.len + 2;
    }
}

static bool is_unseen(const struct html_token *t)
{
    return t->tag == HTML_TAG_SPAN && sv_eq(t->attrs[HTML_ATTR_CLASS], SV("invisible"));
}

struct html shortcode_show(struct arena *a, struct html in,
                           const struct shortcode_picture *pictures, size_t count)
{
    struct showing s = { .in = in.bytes, .pictures = pictures, .picture_count = count };
    if (count == 0 || sv_find_char(in.bytes, ':', 0) == SIZE_MAX)
        return in;
    buf_init(&s.out, a, in.bytes.len * 2 + GROWTH_MAX_BYTES);
    struct html_scanner scanner = { .in = in.bytes };
    struct html_token t;
    size_t unseen_depth = 0; /* spans open inside one that is not shown, itself included */
    while (html_token_next(&scanner, &t)) {
        if (t.kind == HTML_TOKEN_TEXT && unseen_depth == 0)
            text_show(&s, t.text);
        else if (t.kind == HTML_TOKEN_START && t.tag == HTML_TAG_SPAN &&
                 (unseen_depth > 0 || is_unseen(&t)))
            unseen_depth++;
        else if (t.kind == HTML_TOKEN_END && t.tag == HTML_TAG_SPAN && unseen_depth > 0)
            unseen_depth--;
    }
    if (s.copied == 0)
        return in;
    buf_sv(&s.out, sv_from_offset(s.in, s.copied));
    return s.out.is_overflown ? in : (struct html){ buf_view(&s.out) };
}
