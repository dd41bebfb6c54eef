/* Page card. */
#include "text/page_card.h"

#include <iconv.h>

#include "base/buf.h"
#include "base/num.h"
#include "text/html_entity.h"
#include "text/html_token.h"
#include "text/utf8.h"

#define CHARSET_BYTES_MAX 20
/* So far in a declaration of the charset must stand. */
#define CHARSET_WITHIN 1024
#define PIXELS_MAX 100000

/* Where a text comes from, the better the higher. */
enum rank {
    RANK_NONE,
    RANK_PLAIN,
    RANK_TWITTER,
    RANK_OPENGRAPH,
};

struct reading {
    struct arena *a;
    struct page_card *card;
    enum rank title;
    enum rank description;
    enum rank image;
    enum rank image_alt;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Decoded, in one line, without control characters, cut. */
static struct sv text_make(struct arena *a, struct sv raw, size_t max_chars)
{
    struct buf b;
    bool has_space = false;
    raw = sv_sub(raw, 0, (size_t)max_chars * 16);
    buf_init(&b, a, raw.len * 3 + 1);
    for (size_t i = 0; i < raw.len;) {
        struct html_entity e = { .len = 1, .text_len = 1, .text = { raw.ptr[i] } };
        if (raw.ptr[i] == '&')
            (void)!html_entity_decode(sv_from_offset(raw, i), true, &e);
        i += e.len;
        if (e.text_len == 1 && is_space(e.text[0])) {
            has_space = b.len > 0;
            continue;
        }
        if (e.text_len == 1 && ((unsigned char)e.text[0] < ' ' || e.text[0] == '\x7f'))
            continue;
        if (has_space)
            buf_char(&b, ' ');
        has_space = false;
        buf_sv(&b, sv_make(e.text, e.text_len));
    }
    return utf8_cut_chars(utf8_repair(a, buf_view(&b)), max_chars);
}

static void take(struct reading *r, struct sv *field, enum rank *have, enum rank rank,
                 struct sv raw, size_t max_chars)
{
    if (*have >= rank)
        return;
    struct sv text = text_make(r->a, raw, max_chars);
    if (text.len == 0)
        return;
    *field = text;
    *have = rank;
}

static void take_first(struct reading *r, struct sv *field, struct sv raw, size_t max_chars)
{
    if (field->len == 0)
        *field = text_make(r->a, raw, max_chars);
}

static void take_pixels(int64_t *field, struct sv raw)
{
    int64_t pixels = 0;
    if (*field == 0 && sv_to_i64_in(sv_trim(raw), 1, PIXELS_MAX, &pixels))
        *field = pixels;
}

static void creator_take(struct reading *r, struct sv raw)
{
    take_first(r, &r->card->creator, raw, PAGE_CARD_NAME_CHARS);
    if (sv_starts_with(r->card->creator, SV("@")))
        r->card->creator = sv_from_offset(r->card->creator, 1);
}

static void words_take(struct reading *r, struct sv name, struct sv raw)
{
    struct page_card *c = r->card;
    if (sv_eq(name, SV("og:title")))
        take(r, &c->title, &r->title, RANK_OPENGRAPH, raw, PAGE_CARD_TITLE_CHARS);
    else if (sv_eq(name, SV("twitter:title")))
        take(r, &c->title, &r->title, RANK_TWITTER, raw, PAGE_CARD_TITLE_CHARS);
    else if (sv_eq(name, SV("og:description")))
        take(r, &c->description, &r->description, RANK_OPENGRAPH, raw, PAGE_CARD_TEXT_CHARS);
    else if (sv_eq(name, SV("twitter:description")))
        take(r, &c->description, &r->description, RANK_TWITTER, raw, PAGE_CARD_TEXT_CHARS);
    else if (sv_eq(name, SV("description")))
        take(r, &c->description, &r->description, RANK_PLAIN, raw, PAGE_CARD_TEXT_CHARS);
    else if (sv_eq(name, SV("og:site_name")))
        take_first(r, &c->provider, raw, PAGE_CARD_NAME_CHARS);
    else if (sv_eq(name, SV("author")))
        take_first(r, &c->author, raw, PAGE_CARD_NAME_CHARS);
    else if (sv_eq(name, SV("fediverse:creator")))
        creator_take(r, raw);
    else if (sv_eq(name, SV("article:published_time")))
        take_first(r, &c->published, raw, PAGE_CARD_NAME_CHARS);
}

static void image_take(struct reading *r, struct sv name, struct sv raw)
{
    struct page_card *c = r->card;
    if (sv_eq(name, SV("og:image")) || sv_eq(name, SV("og:image:url")))
        take(r, &c->image, &r->image, RANK_OPENGRAPH, raw, 2048);
    else if (sv_eq(name, SV("twitter:image")))
        take(r, &c->image, &r->image, RANK_TWITTER, raw, 2048);
    else if (sv_eq(name, SV("og:image:alt")))
        take(r, &c->image_alt, &r->image_alt, RANK_OPENGRAPH, raw, PAGE_CARD_TEXT_CHARS);
    else if (sv_eq(name, SV("twitter:image:alt")))
        take(r, &c->image_alt, &r->image_alt, RANK_TWITTER, raw, PAGE_CARD_TEXT_CHARS);
    else if (sv_eq(name, SV("og:image:width")))
        take_pixels(&c->image_width, raw);
    else if (sv_eq(name, SV("og:image:height")))
        take_pixels(&c->image_height, raw);
}

static void meta_take(struct reading *r, const struct html_token *t)
{
    struct sv named = t->attrs[HTML_ATTR_PROPERTY];
    if (named.len == 0)
        named = t->attrs[HTML_ATTR_NAME];
    if (named.len == 0 || named.len > 40 || t->attrs[HTML_ATTR_CONTENT].ptr == NULL)
        return;
    struct sv name = sv_lower(r->a, sv_trim(named));
    words_take(r, name, t->attrs[HTML_ATTR_CONTENT]);
    image_take(r, name, t->attrs[HTML_ATTR_CONTENT]);
}

static void head_read(struct reading *r, struct sv page)
{
    struct html_scanner scanner = { page, 0 };
    struct html_token token;
    while (html_token_next(&scanner, &token)) {
        if (token.kind != HTML_TOKEN_START)
            continue;
        if (token.tag == HTML_TAG_BODY)
            return;
        if (token.tag == HTML_TAG_META)
            meta_take(r, &token);
        else if (token.tag == HTML_TAG_TITLE)
            take(r, &r->card->title, &r->title, RANK_PLAIN,
                 html_token_raw_text(&scanner, token.tag), PAGE_CARD_TITLE_CHARS);
        else if (html_tag_is_raw(token.tag) && token.tag != HTML_TAG_NOSCRIPT)
            (void)html_token_raw_text(&scanner, token.tag);
    }
}

/* "text/html; charset=x" as a meta element may say it. */
static struct sv charset_within(struct sv content)
{
    size_t at = sv_find(content, SV("charset="), 0);
    return at == SIZE_MAX ? (struct sv){ 0 } : sv_trim(sv_from_offset(content, at + 8));
}

static struct sv charset_declared(struct sv page)
{
    struct html_scanner scanner = { sv_sub(page, 0, CHARSET_WITHIN), 0 };
    struct html_token token;
    while (html_token_next(&scanner, &token)) {
        if (token.kind != HTML_TOKEN_START || token.tag != HTML_TAG_META)
            continue;
        if (token.attrs[HTML_ATTR_CHARSET].len > 0)
            return sv_trim(token.attrs[HTML_ATTR_CHARSET]);
        struct sv found = charset_within(token.attrs[HTML_ATTR_CONTENT]);
        if (found.len > 0)
            return found;
    }
    return (struct sv){ 0 };
}

/* Those that pages are written in; the library knows many more, and reads their tables from files. */
static const char *charset_find(struct sv name)
{
    static const struct {
        struct sv name;
        const char *known;
    } charsets[] = {
        { SV_INIT("big5"), "BIG5" },
        { SV_INIT("euc-jp"), "EUC-JP" },
        { SV_INIT("euc-kr"), "EUC-KR" },
        { SV_INIT("gb18030"), "GB18030" },
        { SV_INIT("gb2312"), "GB18030" },
        { SV_INIT("gbk"), "GB18030" },
        { SV_INIT("iso-8859-1"), "WINDOWS-1252" },
        { SV_INIT("iso-8859-15"), "ISO-8859-15" },
        { SV_INIT("iso-8859-2"), "ISO-8859-2" },
        { SV_INIT("koi8-r"), "KOI8-R" },
        { SV_INIT("koi8-u"), "KOI8-U" },
        { SV_INIT("latin1"), "WINDOWS-1252" },
        { SV_INIT("shift_jis"), "CP932" },
        { SV_INIT("windows-1250"), "WINDOWS-1250" },
        { SV_INIT("windows-1251"), "WINDOWS-1251" },
        { SV_INIT("windows-1252"), "WINDOWS-1252" },
        { SV_INIT("windows-1254"), "WINDOWS-1254" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(charsets); i++)
        if (sv_eq_nocase(name, charsets[i].name))
            return charsets[i].known;
    return NULL;
}

/* Bytes that mean nothing are passed over. */
static struct sv converted(struct arena *a, struct sv page, const char *charset)
{
    iconv_t cd = iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1)
        return page;
    size_t room = page.len * 4 + 4;
    char *bytes = arena_alloc(a, room);
    char *from = arena_alloc(a, page.len + 1);
    char *to = bytes;
    size_t left = page.len;
    memcpy(from, page.ptr, page.len);
    while (left > 0 && iconv(cd, &from, &left, &to, &room) == (size_t)-1 && left > 0) {
        from++;
        left--;
    }
    (void)iconv_close(cd);
    return sv_make(bytes, (size_t)(to - bytes));
}

/* Up to the body: it is all that is converted. */
static struct sv head_of(struct sv page)
{
    struct html_scanner scanner = { page, 0 };
    struct html_token token;
    while (html_token_next(&scanner, &token)) {
        if (token.kind != HTML_TOKEN_START)
            continue;
        if (token.tag == HTML_TAG_BODY)
            return sv_sub(page, 0, scanner.at);
        if (html_tag_is_raw(token.tag) && token.tag != HTML_TAG_NOSCRIPT)
            (void)html_token_raw_text(&scanner, token.tag);
    }
    return page;
}

void page_card_parse(struct arena *a, struct sv page, struct sv charset, struct page_card *out)
{
    *out = (struct page_card){ 0 };
    struct reading reading = { .a = a, .card = out };
    struct sv head = head_of(page);
    if (charset.len == 0)
        charset = charset_declared(head);
    const char *known = charset_find(charset);
    if (known != NULL && !utf8_is_valid(head))
        head = converted(a, head, known);
    head_read(&reading, head);
}
