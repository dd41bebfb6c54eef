/* Foreign HTML to safe markup.
 *
 * A stack of open elements mirrors what the output has open; the rules that close an element before
 * another begins (a paragraph before a block, a link before a link, an item before an item) are the
 * browsers', so that none of them applies any more when the output is parsed.
 */
#include "text/html_sanitize.h"

#include <assert.h>
#include <inttypes.h>

#include "base/buf.h"
#include "base/num.h"

#include "text/html_entity.h"
#include "text/html_token.h"

enum {
    HREF_MAX_BYTES = 8192,
    WORDS_MAX_BYTES = 1024,
    FOREIGN_DEPTH_MAX = 256,
};

struct open_element {
    enum html_tag tag; /* as it was written in the input */
    bool is_written;   /* false: it has no tags in the output, its content has */
};

struct sanitizer {
    struct arena *arena;
    struct html_scanner in;
    struct buf out;
    struct open_element open[HTML_SANITIZE_DEPTH_MAX];
    size_t depth;
};

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

/* Elements kept that are laid out as blocks: an end tag of an inline element does not reach beyond
 * them. */
static bool is_block(enum html_tag tag)
{
    return tag == HTML_TAG_P || tag == HTML_TAG_PRE || tag == HTML_TAG_BLOCKQUOTE ||
           tag == HTML_TAG_UL || tag == HTML_TAG_OL || tag == HTML_TAG_LI || is_heading(tag);
}

static bool is_inline(enum html_tag tag)
{
    return tag == HTML_TAG_SPAN || tag == HTML_TAG_DEL || tag == HTML_TAG_S ||
           tag == HTML_TAG_CODE || tag == HTML_TAG_B || tag == HTML_TAG_STRONG ||
           tag == HTML_TAG_U || tag == HTML_TAG_I || tag == HTML_TAG_EM || tag == HTML_TAG_RUBY ||
           tag == HTML_TAG_RT || tag == HTML_TAG_RP;
}

/* Bytes that are copied as they are: everything but & < > " ' NUL CR. */
static bool is_plain(char c)
{
    return c != '&' && c != '<' && c != '>' && c != '"' && c != '\'' && c != '\0' && c != '\r';
}

static void put_codepoint(struct buf *b, const struct html_entity *e)
{
    html_escape_to(b, sv_make(e->text, e->text_len));
}

/* At '&': write the reference, or an escaped '&'; gives the bytes taken. */
static size_t put_reference(struct buf *b, struct sv rest)
{
    struct html_entity e;
    if (html_entity_decode(rest, false, &e)) {
        put_codepoint(b, &e);
        return e.len;
    }
    /* A name that only browsers know stays what it is. */
    size_t name_len = html_entity_name_len(rest);
    buf_sv(b, name_len > 0 ? sv_sub(rest, 0, name_len) : SV("&amp;"));
    return name_len > 0 ? name_len : 1;
}

/* At CR: newline for CR LF and for CR alone. */
static size_t put_newline(struct buf *b, struct sv rest)
{
    buf_char(b, '\n');
    return rest.len > 1 && rest.ptr[1] == '\n' ? 2 : 1;
}

static void put_text(struct buf *b, struct sv text)
{
    size_t i = 0;
    while (i < text.len) {
        size_t from = i;
        while (i < text.len && is_plain(text.ptr[i]))
            i++;
        buf_sv(b, sv_sub(text, from, i - from));
        if (i == text.len)
            return;
        struct sv rest = sv_from_offset(text, i);
        if (rest.ptr[0] == '&')
            i += put_reference(b, rest);
        else if (rest.ptr[0] == '\r')
            i += put_newline(b, rest);
        else {
            /* Browsers drop a NUL in text. */
            html_escape_to(b, rest.ptr[0] == '\0' ? SV("") : sv_sub(rest, 0, 1));
            i++;
        }
    }
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool needs_decoding(struct sv raw, struct sv space)
{
    bool is_space_kept = sv_eq(space, SV(" "));
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == '&' || is_control(raw.ptr[i]) || (raw.ptr[i] == ' ' && !is_space_kept))
            return true;
    }
    return false;
}

/* Decoded value of an attribute: borrowed, or in the arena. White space becomes `space`, control
 * bytes go. */
static struct sv decode_value(struct arena *a, struct sv raw, struct sv space, size_t max_bytes)
{
    raw = sv_trim(sv_sub(raw, 0, max_bytes));
    if (!needs_decoding(raw, space))
        return raw;
    struct buf b;
    buf_init(&b, a, raw.len * 3 + 1);
    for (size_t i = 0; i < raw.len;) {
        struct html_entity e = { .len = 1, .text_len = 1, .text = { raw.ptr[i] } };
        if (raw.ptr[i] == '&')
            (void)!html_entity_decode(sv_from_offset(raw, i), true, &e);
        if (e.text[0] == ' ' || e.text[0] == '\t' || e.text[0] == '\n')
            buf_sv(&b, space);
        else if (!is_control(e.text[0]))
            buf_sv(&b, sv_make(e.text, e.text_len));
        i += e.len;
    }
    return buf_view(&b);
}

/* http and https need a host; relative addresses have none to be relative to. */
static bool is_href_allowed(struct sv href)
{
    static const struct sv schemes[] = {
        SV_INIT("dat:"),    SV_INIT("dweb:"),   SV_INIT("ipfs:"),
        SV_INIT("ipns:"),   SV_INIT("ssb:"),    SV_INIT("xmpp:"),
        SV_INIT("gopher:"), SV_INIT("magnet:"), SV_INIT("gemini:"),
    };
    size_t colon = sv_find_char(href, ':', 0);
    if (colon == SIZE_MAX)
        return false;
    struct sv scheme = sv_sub(href, 0, colon + 1);
    struct sv rest = sv_from_offset(href, colon + 1);
    if (sv_eq_nocase(scheme, SV("https:")) || sv_eq_nocase(scheme, SV("http:")))
        return rest.len > 2 && sv_starts_with(rest, SV("//")) && rest.ptr[2] != '/';
    for (size_t i = 0; i < ARRAY_COUNT(schemes); i++) {
        if (sv_eq_nocase(scheme, schemes[i]))
            return true;
    }
    return false;
}

static bool is_class_allowed(struct sv name)
{
    static const struct sv prefixes[] = { SV_INIT("h-"), SV_INIT("p-"), SV_INIT("u-"),
                                          SV_INIT("dt-"), SV_INIT("e-") };
    static const struct sv names[] = { SV_INIT("mention"), SV_INIT("hashtag"), SV_INIT("ellipsis"),
                                       SV_INIT("invisible"), SV_INIT("quote-inline") };
    bool has_hyphen = name.len > 2 && (name.ptr[1] == '-' || name.ptr[2] == '-');
    for (size_t i = 0; has_hyphen && i < ARRAY_COUNT(prefixes); i++) {
        if (sv_starts_with(name, prefixes[i]))
            return true;
    }
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (sv_eq(name, names[i]))
            return true;
    }
    return false;
}

static bool is_rel_allowed(struct sv name)
{
    return sv_eq(name, SV("tag")) || sv_eq(name, SV("mention"));
}

static void put_attribute(struct sanitizer *z, struct sv name, struct sv value)
{
    buf_char(&z->out, ' ');
    buf_sv(&z->out, name);
    buf_lit(&z->out, "=\"");
    html_escape_to(&z->out, value);
    buf_char(&z->out, '"');
}

/* Before a word of a list: the attribute's name, or a space. */
static void begin_word(struct sanitizer *z, struct sv opening, bool is_first)
{
    buf_sv(&z->out, is_first ? opening : SV(" "));
}

/* An attribute that is a list of words: those that may stay, then `always`. */
static void put_words(struct sanitizer *z, struct sv opening, struct sv raw,
                      bool (*is_allowed)(struct sv), struct sv always)
{
    struct sv rest = decode_value(z->arena, raw, SV(" "), WORDS_MAX_BYTES);
    struct sv word;
    bool is_first = true;
    while (sv_split(&rest, ' ', &word)) {
        if (!is_allowed(word))
            continue;
        begin_word(z, opening, is_first);
        html_escape_to(&z->out, word);
        is_first = false;
    }
    if (always.len > 0) {
        begin_word(z, opening, is_first);
        buf_sv(&z->out, always);
        is_first = false;
    }
    if (!is_first)
        buf_char(&z->out, '"');
}

static void put_class_and_translate(struct sanitizer *z, const struct html_token *t)
{
    if (t->attrs[HTML_ATTR_CLASS].ptr != NULL)
        put_words(z, SV(" class=\""), t->attrs[HTML_ATTR_CLASS], is_class_allowed, SV(""));
    if (t->tag != HTML_TAG_P && sv_eq_nocase(t->attrs[HTML_ATTR_TRANSLATE], SV("no")))
        buf_lit(&z->out, " translate=\"no\"");
}

static void put_number(struct sanitizer *z, struct sv name, struct sv value)
{
    int64_t number;
    if (value.ptr != NULL && sv_to_i64_in(value, -1000000000, 1000000000, &number))
        put_attribute(z, name, sv_printf(z->arena, "%" PRId64, number));
}

static void put_attributes(struct sanitizer *z, const struct html_token *t)
{
    if (t->tag == HTML_TAG_SPAN || t->tag == HTML_TAG_P)
        put_class_and_translate(z, t);
    if (t->tag == HTML_TAG_LI)
        put_number(z, SV("value"), t->attrs[HTML_ATTR_VALUE]);
    if (t->tag != HTML_TAG_OL)
        return;
    put_number(z, SV("start"), t->attrs[HTML_ATTR_START]);
    if (t->attrs[HTML_ATTR_REVERSED].ptr != NULL)
        put_attribute(z, SV("reversed"), SV(""));
}

static void push(struct sanitizer *z, enum html_tag tag, bool is_written)
{
    assert(z->depth < HTML_SANITIZE_DEPTH_MAX);
    z->open[z->depth++] = (struct open_element){ tag, is_written };
}

static void pop(struct sanitizer *z)
{
    struct open_element e = z->open[--z->depth];
    if (!e.is_written)
        return;
    buf_lit(&z->out, "</");
    buf_sv(&z->out, is_heading(e.tag) ? SV("p") : html_tag_name(e.tag));
    buf_char(&z->out, '>');
}

static void pop_to(struct sanitizer *z, size_t depth)
{
    while (z->depth > depth)
        pop(z);
}

/* Index + 1 of the innermost open element of this kind, 0 when there is none before a `stop`. */
static size_t find_open(const struct sanitizer *z, bool (*is_wanted)(enum html_tag),
                        bool (*is_stop)(enum html_tag))
{
    for (size_t i = z->depth; i > 0; i--) {
        if (is_wanted(z->open[i - 1].tag))
            return i;
        if (is_stop != NULL && is_stop(z->open[i - 1].tag))
            return 0;
    }
    return 0;
}

static bool is_paragraph(enum html_tag tag)
{
    return tag == HTML_TAG_P || is_heading(tag);
}

static bool is_link(enum html_tag tag)
{
    return tag == HTML_TAG_A;
}

static bool is_item(enum html_tag tag)
{
    return tag == HTML_TAG_LI;
}

/* What ends the search for an item to close: a new list or quotation begins a new one. */
static bool is_item_stop(enum html_tag tag)
{
    return tag == HTML_TAG_UL || tag == HTML_TAG_OL || tag == HTML_TAG_BLOCKQUOTE ||
           tag == HTML_TAG_PRE;
}

static void close_if_open(struct sanitizer *z, bool (*is_wanted)(enum html_tag),
                          bool (*is_stop)(enum html_tag))
{
    size_t found = find_open(z, is_wanted, is_stop);
    if (found > 0)
        pop_to(z, found - 1);
}

/* Elements without tags in the output do not count: it must read the same the next time. */
static void close_ruby_text(struct sanitizer *z)
{
    for (size_t i = z->depth; i > 0; i--) {
        enum html_tag tag = z->open[i - 1].tag;
        if (tag == HTML_TAG_RT || tag == HTML_TAG_RP)
            pop_to(z, i - 1);
        else if (z->open[i - 1].is_written)
            return;
    }
}

/* What a start tag closes before it opens. */
static void close_before(struct sanitizer *z, enum html_tag tag)
{
    if (tag == HTML_TAG_LI)
        close_if_open(z, is_item, is_item_stop);
    if (is_block(tag))
        close_if_open(z, is_paragraph, NULL);
    if (tag == HTML_TAG_A)
        close_if_open(z, is_link, NULL);
    if (tag == HTML_TAG_RT || tag == HTML_TAG_RP)
        close_ruby_text(z);
}

static void open_link(struct sanitizer *z, const struct html_token *t)
{
    struct sv raw = t->attrs[HTML_ATTR_HREF];
    struct sv href =
        raw.ptr == NULL ? SV("") : decode_value(z->arena, raw, SV("%20"), HREF_MAX_BYTES);
    bool is_written = is_href_allowed(href);
    push(z, HTML_TAG_A, is_written);
    if (!is_written)
        return;
    buf_lit(&z->out, "<a");
    put_attribute(z, SV("href"), href);
    put_class_and_translate(z, t);
    put_words(z, SV(" rel=\""), t->attrs[HTML_ATTR_REL], is_rel_allowed,
              SV("nofollow noopener noreferrer"));
    buf_lit(&z->out, " target=\"_blank\">");
}

static void open_kept(struct sanitizer *z, const struct html_token *t)
{
    close_before(z, t->tag);
    /* Too deep: the text stays, the element goes. */
    if (z->depth + (is_heading(t->tag) ? 2 : 1) > HTML_SANITIZE_DEPTH_MAX)
        return;
    if (t->tag == HTML_TAG_A) {
        open_link(z, t);
        return;
    }
    push(z, t->tag, true);
    if (is_heading(t->tag)) {
        push(z, HTML_TAG_STRONG, true);
        buf_lit(&z->out, "<p><strong>");
        return;
    }
    buf_char(&z->out, '<');
    buf_sv(&z->out, html_tag_name(t->tag));
    put_attributes(z, t);
    buf_char(&z->out, '>');
}

/* Behind `<svg>`: everything up to its end. */
static void skip_svg(struct sanitizer *z)
{
    struct html_token t;
    for (size_t depth = 1; depth > 0 && html_token_next(&z->in, &t);) {
        if (t.kind == HTML_TOKEN_TEXT || t.tag != HTML_TAG_SVG)
            continue;
        if (t.kind == HTML_TOKEN_END)
            depth--;
        else if (!t.is_self_closing && depth < FOREIGN_DEPTH_MAX)
            depth++;
    }
}

/* Behind `<annotation>`: its text, raw. */
static struct sv annotation_text(struct sanitizer *z)
{
    size_t from = z->in.at;
    struct html_token t;
    size_t end = from;
    while (html_token_next(&z->in, &t) && t.kind == HTML_TOKEN_TEXT)
        end = z->in.at;
    z->in.at = end;
    return sv_sub(z->in.in, from, end - from);
}

/* Behind `<math>`: skip it, and write the formula that its annotation gives in TeX, else in plain
 * text. */
static void skip_math(struct sanitizer *z, bool is_display)
{
    struct sv tex = { NULL, 0 };
    struct sv plain = { NULL, 0 };
    struct html_token t;
    while (html_token_next(&z->in, &t)) {
        if (t.kind == HTML_TOKEN_END && t.tag == HTML_TAG_MATH)
            break;
        if (t.kind != HTML_TOKEN_START || t.tag != HTML_TAG_ANNOTATION || t.is_self_closing)
            continue;
        struct sv encoding = t.attrs[HTML_ATTR_ENCODING];
        if (tex.ptr == NULL && sv_eq_nocase(encoding, SV("application/x-tex")))
            tex = annotation_text(z);
        else if (plain.ptr == NULL && sv_eq_nocase(encoding, SV("text/plain")))
            plain = annotation_text(z);
    }
    struct sv sign = tex.ptr == NULL ? SV("") : is_display ? SV("$$") : SV("$");
    buf_sv(&z->out, sign);
    put_text(&z->out, tex.ptr == NULL ? plain : tex);
    buf_sv(&z->out, sign);
}

/* Blocks whose tags go: words on both sides of them stay apart. */
static void put_gap(struct sanitizer *z, enum html_tag tag)
{
    if (!html_tag_is_block(tag) || z->out.len == 0)
        return;
    char last = z->out.ptr[z->out.len - 1];
    if (last != ' ' && last != '\n' && last != '>')
        buf_char(&z->out, ' ');
}

static void on_start(struct sanitizer *z, const struct html_token *t)
{
    if (html_tag_is_raw(t->tag))
        (void)html_token_raw_text(&z->in, t->tag);
    else if (t->tag == HTML_TAG_TEXTAREA || t->tag == HTML_TAG_TITLE)
        put_text(&z->out, html_token_raw_text(&z->in, t->tag));
    else if (t->tag == HTML_TAG_SVG && !t->is_self_closing)
        skip_svg(z);
    else if (t->tag == HTML_TAG_MATH && !t->is_self_closing)
        skip_math(z, sv_eq_nocase(t->attrs[HTML_ATTR_DISPLAY], SV("block")));
    else if (t->tag == HTML_TAG_BR)
        buf_lit(&z->out, "<br>");
    else if (t->tag == HTML_TAG_A || is_inline(t->tag) || is_block(t->tag))
        open_kept(z, t);
    else
        put_gap(z, t->tag);
}

static void on_end(struct sanitizer *z, enum html_tag tag)
{
    if (tag == HTML_TAG_BR) {
        buf_lit(&z->out, "<br>");
        return;
    }
    if (!is_block(tag))
        put_gap(z, tag);
    for (size_t i = z->depth; i > 0; i--) {
        enum html_tag open = z->open[i - 1].tag;
        /* Any heading's end tag ends the heading that is open. */
        if (open == tag || (is_heading(open) && is_heading(tag))) {
            pop_to(z, i - 1);
            return;
        }
        if (is_block(open) && !is_block(tag))
            return;
        if (tag == HTML_TAG_LI && is_item_stop(open))
            return;
    }
}

struct html html_sanitize(struct arena *a, struct sv untrusted)
{
    struct sanitizer z = { .arena = a };
    z.in.in = sv_sub(untrusted, 0, HTML_SANITIZE_MAX_BYTES);
    size_t len = z.in.in.len;
    buf_init(&z.out, a, len * 8 + 256);
    /* Most content grows a little, by what links are given. */
    (void)buf_reserve(&z.out, len + len / 4 + 256);
    struct html_token t;
    while (html_token_next(&z.in, &t)) {
        if (t.kind == HTML_TOKEN_TEXT)
            put_text(&z.out, t.text);
        else if (t.kind == HTML_TOKEN_START)
            on_start(&z, &t);
        else
            on_end(&z, t.tag);
    }
    pop_to(&z, 0);
    if (z.out.is_overflown)
        return html_escape(a, z.in.in);
    return (struct html){ buf_view(&z.out) };
}
