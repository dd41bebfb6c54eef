/* Typed text: rendering, counting, the normal form of hashtags. */
#include "text/status_text.h"

#include <stdint.h>

#include <utf8proc.h>

#include "base/buf.h"

#include "text/status_text_char.h"
#include "text/utf8.h"

enum {
    LINK_SHOWN_CHARS = 30,
    TAG_MAX_BYTES = 4096,
};

struct renderer {
    struct buf out;
    struct sv text;
    const struct status_text_entities *entities;
    enum status_text_form form;
};

/* Is there a mention of the same name on another host? Then both are shown with theirs. */
static bool is_name_shared(const struct renderer *r, const struct status_text_entity *e)
{
    for (size_t i = 0; i < r->entities->list.count; i++) {
        const struct status_text_entity *other = &r->entities->list.items[i];
        if (other->kind == STATUS_TEXT_MENTION && other->href.len > 0 &&
            sv_eq_nocase(other->username, e->username) && !sv_eq_nocase(other->host, e->host))
            return true;
    }
    return false;
}

static void put_mention(struct renderer *r, const struct status_text_entity *e)
{
    buf_lit(&r->out, "<span class=\"h-card\" translate=\"no\"><a href=\"");
    html_escape_to(&r->out, e->href);
    buf_lit(&r->out, "\" class=\"u-url mention\">@<span>");
    html_escape_to(&r->out, e->username);
    if (e->host.len > 0 && is_name_shared(r, e)) {
        buf_char(&r->out, '@');
        html_escape_to(&r->out, e->host);
    }
    buf_lit(&r->out, "</span></a></span>");
}

static void put_hashtag(struct renderer *r, const struct status_text_entity *e)
{
    buf_lit(&r->out, "<a href=\"");
    html_escape_to(&r->out, e->href);
    buf_lit(&r->out, "\" class=\"mention hashtag\" rel=\"tag\">#<span>");
    html_escape_to(&r->out, e->tag);
    buf_lit(&r->out, "</span></a>");
}

/* "https://www." and the like, that a link is shown without. */
static struct sv link_prefix(struct sv url)
{
    size_t len = sv_find(url, SV("//"), 0) + 2;
    if (sv_eq_nocase(sv_sub(url, len, 4), SV("www.")))
        len += 4;
    return sv_sub(url, 0, len);
}

static void put_link(struct renderer *r, const struct status_text_entity *e)
{
    struct sv url = sv_sub(r->text, e->begin, e->end - e->begin);
    struct sv prefix = link_prefix(url);
    struct sv rest = sv_from_offset(url, prefix.len);
    struct sv shown = utf8_cut_chars(rest, LINK_SHOWN_CHARS);
    buf_lit(&r->out, "<a href=\"");
    html_escape_to(&r->out, e->href);
    buf_lit(&r->out, "\" target=\"_blank\" rel=\"nofollow noopener");
    if (r->form == STATUS_TEXT_FIELD)
        buf_lit(&r->out, " me");
    buf_lit(&r->out, "\" translate=\"no\"><span class=\"invisible\">");
    html_escape_to(&r->out, prefix);
    buf_lit(&r->out, "</span><span class=\"");
    buf_sv(&r->out, shown.len < rest.len ? SV("ellipsis") : SV(""));
    buf_lit(&r->out, "\">");
    html_escape_to(&r->out, shown);
    buf_lit(&r->out, "</span><span class=\"invisible\">");
    html_escape_to(&r->out, sv_from_offset(rest, shown.len));
    buf_lit(&r->out, "</span></a>");
}

/* One newline is a new line, several are a new paragraph. Gives the bytes taken. */
static size_t put_newlines(struct renderer *r, struct sv rest)
{
    size_t count = 0;
    size_t len = 0;
    while (len < rest.len && (rest.ptr[len] == '\n' || rest.ptr[len] == '\r')) {
        bool is_crlf = rest.ptr[len] == '\r' && len + 1 < rest.len && rest.ptr[len + 1] == '\n';
        len += is_crlf ? 2 : 1;
        count++;
    }
    if (r->form == STATUS_TEXT_FIELD)
        buf_char(&r->out, ' ');
    else
        buf_sv(&r->out, count > 1 ? SV("</p><p>") : SV("<br />"));
    return len;
}

static void put_text(struct renderer *r, struct sv text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
            end++;
        html_escape_to(&r->out, sv_sub(text, at, end - at));
        at = end;
        if (at < text.len)
            at += put_newlines(r, sv_from_offset(text, at));
    }
}

static void put_entity(struct renderer *r, const struct status_text_entity *e)
{
    if (e->href.len == 0 || !html_url_is_safe(e->href)) {
        put_text(r, sv_sub(r->text, e->begin, e->end - e->begin));
        return;
    }
    switch (e->kind) {
    case STATUS_TEXT_MENTION:
        put_mention(r, e);
        break;
    case STATUS_TEXT_HASHTAG:
        put_hashtag(r, e);
        break;
    case STATUS_TEXT_LINK:
        put_link(r, e);
        break;
    }
}

/* What an entity can need: its markup, and its name and address escaped. */
static size_t output_bound(struct sv text, const struct status_text_entities *entities)
{
    size_t bound = text.len * 8 + 64;
    for (size_t i = 0; i < entities->list.count; i++)
        bound += 256 + entities->list.items[i].href.len * 6;
    return bound;
}

struct html status_text_render(struct arena *a, struct sv text,
                               const struct status_text_entities *entities,
                               enum status_text_form form)
{
    struct renderer r = { .text = text, .entities = entities, .form = form };
    struct sv trimmed = sv_trim(text);
    if (trimmed.len == 0)
        return HTML_LIT("");
    buf_init(&r.out, a, output_bound(text, entities));
    buf_sv(&r.out, form == STATUS_TEXT_BODY ? SV("<p>") : SV(""));
    size_t at = (size_t)(trimmed.ptr - text.ptr);
    size_t end = at + trimmed.len;
    for (size_t i = 0; i < entities->list.count; i++) {
        const struct status_text_entity *e = &entities->list.items[i];
        assert(e->begin >= at && e->begin < e->end && e->end <= end);
        put_text(&r, sv_sub(text, at, e->begin - at));
        put_entity(&r, e);
        at = e->end;
    }
    put_text(&r, sv_sub(text, at, end - at));
    buf_sv(&r.out, form == STATUS_TEXT_BODY ? SV("</p>") : SV(""));
    return (struct html){ buf_view(&r.out) };
}

static size_t entity_chars(const struct status_text_entity *e)
{
    switch (e->kind) {
    case STATUS_TEXT_MENTION:
        return 1 + e->username.len;
    case STATUS_TEXT_HASHTAG:
        return 1 + utf8_count_graphemes(e->tag);
    case STATUS_TEXT_LINK:
        return STATUS_TEXT_LINK_CHARS;
    }
    return 0;
}

size_t status_text_count(struct sv text, const struct status_text_entities *entities)
{
    size_t count = 0;
    size_t at = 0;
    for (size_t i = 0; i < entities->list.count; i++) {
        const struct status_text_entity *e = &entities->list.items[i];
        count += utf8_count_graphemes(sv_sub(text, at, e->begin - at)) + entity_chars(e);
        at = e->end;
    }
    return count + utf8_count_graphemes(sv_from_offset(text, at));
}

/* Latin letters with accents lose them; a few do not decompose in Unicode. */
static uint32_t fold_latin(uint32_t c)
{
    static const struct {
        uint16_t from;
        char to;
    } undecomposed[] = { { 0xf0, 'd' },  { 0xf8, 'o' },  { 0x111, 'd' },
                         { 0x127, 'h' }, { 0x131, 'i' }, { 0x138, 'k' },
                         { 0x142, 'l' }, { 0x14b, 'n' }, { 0x167, 't' } };

    if (c < 0xc0 || c > 0x17f)
        return c;
    for (size_t i = 0; i < ARRAY_COUNT(undecomposed); i++) {
        if (undecomposed[i].from == c)
            return (unsigned char)undecomposed[i].to;
    }
    utf8proc_int32_t parts[4] = { 0 };
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, parts, 4, UTF8PROC_DECOMPOSE, &boundary);
    return count > 1 && parts[0] < 0x80 ? (uint32_t)parts[0] : c;
}

/* NFKC of valid UTF-8; empty when utf8proc refuses it. */
static struct sv compatibility_form(struct arena *a, struct sv s)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr;
    utf8proc_ssize_t need = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, NULL, 0, options);
    if (s.len == 0 || need <= 0)
        return SV("");
    utf8proc_int32_t *codepoints = ARENA_ARRAY(a, utf8proc_int32_t, (size_t)need + 1);
    need = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.len, codepoints, need, options);
    utf8proc_ssize_t len = need < 0 ? need : utf8proc_reencode(codepoints, need, options);
    return len <= 0 ? SV("") : sv_make(codepoints, (size_t)len);
}

struct sv status_text_normalize_tag(struct arena *a, struct sv tag)
{
    struct sv nfkc = compatibility_form(a, utf8_repair(a, sv_sub(tag, 0, TAG_MAX_BYTES)));
    struct buf b;
    buf_init(&b, a, nfkc.len * 2 + 16);
    uint32_t c;
    for (size_t at = 0, step; (step = utf8_decode(nfkc, at, &c)) > 0; at += step) {
        c = fold_latin((uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
        char bytes[4];
        if (status_text_char_is_alnum(c) || status_text_char_is_tag_separator(c))
            buf_sv(&b, sv_make(bytes, utf8_encode(c, bytes)));
    }
    return buf_view(&b);
}
