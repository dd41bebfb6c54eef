/* Tokenizer of foreign HTML. */
#include "text/html_token.h"

#include <assert.h>
#include <string.h>

/* By enum html_tag, and sorted by name behind the first. */
static const struct sv tag_names[] = {
    SV_INIT(""),          SV_INIT("a"),        SV_INIT("address"),    SV_INIT("annotation"),
    SV_INIT("article"),   SV_INIT("b"),        SV_INIT("blockquote"), SV_INIT("body"),
    SV_INIT("br"),        SV_INIT("code"),     SV_INIT("dd"),         SV_INIT("del"),
    SV_INIT("div"),       SV_INIT("dl"),       SV_INIT("dt"),         SV_INIT("em"),
    SV_INIT("figure"),    SV_INIT("footer"),   SV_INIT("h1"),         SV_INIT("h2"),
    SV_INIT("h3"),        SV_INIT("h4"),       SV_INIT("h5"),         SV_INIT("h6"),
    SV_INIT("header"),    SV_INIT("hr"),       SV_INIT("i"),          SV_INIT("iframe"),
    SV_INIT("li"),        SV_INIT("math"),     SV_INIT("meta"),       SV_INIT("noembed"),
    SV_INIT("noframes"),  SV_INIT("noscript"), SV_INIT("ol"),         SV_INIT("p"),
    SV_INIT("plaintext"), SV_INIT("pre"),      SV_INIT("rp"),         SV_INIT("rt"),
    SV_INIT("ruby"),      SV_INIT("s"),        SV_INIT("script"),     SV_INIT("section"),
    SV_INIT("span"),      SV_INIT("strong"),   SV_INIT("style"),      SV_INIT("svg"),
    SV_INIT("table"),     SV_INIT("td"),       SV_INIT("textarea"),   SV_INIT("th"),
    SV_INIT("title"),     SV_INIT("tr"),       SV_INIT("u"),          SV_INIT("ul"),
    SV_INIT("xmp"),
};
static_assert(ARRAY_COUNT(tag_names) == HTML_TAG_COUNT, "a name for each tag");

/* By enum html_attr. */
static const struct sv attr_names[] = {
    SV_INIT("charset"),  SV_INIT("class"),    SV_INIT("content"), SV_INIT("display"),
    SV_INIT("encoding"), SV_INIT("href"),     SV_INIT("name"),    SV_INIT("property"),
    SV_INIT("rel"),      SV_INIT("reversed"), SV_INIT("start"),   SV_INIT("translate"),
    SV_INIT("value"),
};
static_assert(ARRAY_COUNT(attr_names) == HTML_ATTR_COUNT, "a name for each attribute");

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

static bool is_letter(char c)
{
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'z';
}

/* The first tag that begins with this letter; its fellows follow it in the table. */
static const uint8_t first_of_letter[26] = {
    ['a' - 'a'] = HTML_TAG_A,     ['b' - 'a'] = HTML_TAG_B,       ['c' - 'a'] = HTML_TAG_CODE,
    ['d' - 'a'] = HTML_TAG_DD,    ['e' - 'a'] = HTML_TAG_EM,      ['f' - 'a'] = HTML_TAG_FIGURE,
    ['h' - 'a'] = HTML_TAG_H1,    ['i' - 'a'] = HTML_TAG_I,       ['l' - 'a'] = HTML_TAG_LI,
    ['m' - 'a'] = HTML_TAG_MATH,  ['n' - 'a'] = HTML_TAG_NOEMBED, ['o' - 'a'] = HTML_TAG_OL,
    ['p' - 'a'] = HTML_TAG_P,     ['r' - 'a'] = HTML_TAG_RP,      ['s' - 'a'] = HTML_TAG_S,
    ['t' - 'a'] = HTML_TAG_TABLE, ['u' - 'a'] = HTML_TAG_U,       ['x' - 'a'] = HTML_TAG_XMP,
};

static enum html_tag find_tag(struct sv name)
{
    char first = (char)(name.ptr[0] | 0x20);
    for (size_t i = first_of_letter[first - 'a']; i > 0 && i < HTML_TAG_COUNT; i++) {
        if (tag_names[i].ptr[0] != first)
            break;
        if (tag_names[i].len == name.len && sv_eq_nocase(tag_names[i], name))
            return (enum html_tag)i;
    }
    return HTML_TAG_OTHER;
}

static void note_attr(struct html_token *t, struct sv name, struct sv value)
{
    for (size_t i = 0; i < HTML_ATTR_COUNT; i++) {
        if (name.len != attr_names[i].len || (name.ptr[0] | 0x20) != attr_names[i].ptr[0] ||
            !sv_eq_nocase(name, attr_names[i]))
            continue;
        if (t->attrs[i].ptr == NULL)
            t->attrs[i] = value;
        return;
    }
}

static char peek(const struct html_scanner *s)
{
    return s->at < s->in.len ? s->in.ptr[s->at] : '\0';
}

static bool is_done(const struct html_scanner *s)
{
    return s->at >= s->in.len;
}

static void skip_spaces(struct html_scanner *s)
{
    while (!is_done(s) && is_space(peek(s)))
        s->at++;
}

/* Value behind the '='. */
static struct sv scan_value(struct html_scanner *s)
{
    skip_spaces(s);
    char quote = peek(s);
    if (quote == '"' || quote == '\'') {
        size_t from = s->at + 1;
        size_t end = sv_find_char(s->in, quote, from);
        if (end == SIZE_MAX) {
            s->at = s->in.len;
            return SV("");
        }
        s->at = end + 1;
        return sv_sub(s->in, from, end - from);
    }
    size_t from = s->at;
    while (!is_done(s) && !is_space(peek(s)) && peek(s) != '>')
        s->at++;
    return sv_sub(s->in, from, s->at - from);
}

static void scan_attr(struct html_scanner *s, struct html_token *t)
{
    size_t from = s->at;
    /* A name may begin with '='. */
    s->at++;
    while (!is_done(s) && !is_space(peek(s)) && peek(s) != '/' && peek(s) != '>' && peek(s) != '=')
        s->at++;
    struct sv name = sv_sub(s->in, from, s->at - from);
    skip_spaces(s);
    struct sv value = SV("");
    if (!is_done(s) && peek(s) == '=') {
        s->at++;
        value = scan_value(s);
    }
    note_attr(t, name, value);
}

/* The rest of a tag, from its name on. False when the input ends inside it: a browser drops such a
 * tag. */
static bool scan_tag(struct html_scanner *s, struct html_token *t)
{
    size_t from = s->at;
    while (!is_done(s) && !is_space(peek(s)) && peek(s) != '/' && peek(s) != '>')
        s->at++;
    assert(s->at > from && is_letter(s->in.ptr[from]));
    t->tag = find_tag(sv_sub(s->in, from, s->at - from));
    t->is_self_closing = false;
    memset(t->attrs, 0, sizeof t->attrs);
    while (!is_done(s)) {
        char c = peek(s);
        if (c == '>') {
            s->at++;
            return true;
        }
        t->is_self_closing = c == '/';
        if (c == '/' || is_space(c))
            s->at++;
        else
            scan_attr(s, t);
    }
    return false;
}

static void skip_past(struct html_scanner *s, struct sv end)
{
    size_t found = sv_find(s->in, end, s->at);
    s->at = found == SIZE_MAX ? s->in.len : found + end.len;
}

/* From behind "<!--": `-->`, `--!>`, and `<!-->`, `<!--->` close it. */
static void skip_comment(struct html_scanner *s)
{
    struct sv rest = sv_from_offset(s->in, s->at);
    if (sv_starts_with(rest, SV(">")) || sv_starts_with(rest, SV("->"))) {
        skip_past(s, SV(">"));
        return;
    }
    for (;;) {
        skip_past(s, SV("--"));
        if (is_done(s))
            return;
        rest = sv_from_offset(s->in, s->at);
        if (rest.ptr[0] == '>' || sv_starts_with(rest, SV("!>"))) {
            skip_past(s, SV(">"));
            return;
        }
        /* "--->" closes too: look at its last two hyphens again. */
        s->at--;
    }
}

/* At '<': does a tag, comment or declaration begin here? */
static bool is_markup(struct sv in, size_t at)
{
    char next = at + 1 < in.len ? in.ptr[at + 1] : '\0';
    if (next == '/')
        return at + 2 < in.len;
    return is_letter(next) || next == '!' || next == '?';
}

static struct sv scan_text(struct html_scanner *s)
{
    size_t from = s->at;
    size_t end = from;
    do {
        end = sv_find_char(s->in, '<', end);
        if (end == SIZE_MAX || is_markup(s->in, end))
            break;
        end++;
    } while (end < s->in.len);
    s->at = end == SIZE_MAX ? s->in.len : end;
    return sv_sub(s->in, from, s->at - from);
}

bool html_token_next(struct html_scanner *s, struct html_token *out)
{
    while (!is_done(s)) {
        if (peek(s) != '<' || !is_markup(s->in, s->at)) {
            out->kind = HTML_TOKEN_TEXT;
            out->text = scan_text(s);
            return true;
        }
        s->at++;
        bool is_end = peek(s) == '/';
        s->at += is_end ? 1 : 0;
        if (is_letter(peek(s))) {
            out->kind = is_end ? HTML_TOKEN_END : HTML_TOKEN_START;
            if (scan_tag(s, out))
                return true;
        } else if (!is_end && sv_starts_with(sv_from_offset(s->in, s->at), SV("!--"))) {
            s->at += 3;
            skip_comment(s);
        } else {
            skip_past(s, SV(">"));
        }
    }
    return false;
}

struct sv html_token_raw_text(struct html_scanner *s, enum html_tag tag)
{
    struct sv name = tag_names[tag];
    size_t from = s->at;
    if (tag == HTML_TAG_PLAINTEXT) {
        s->at = s->in.len;
        return sv_from_offset(s->in, from);
    }
    for (size_t at = from;; at++) {
        at = sv_find(s->in, SV("</"), at);
        if (at == SIZE_MAX)
            break;
        char after = at + 2 + name.len < s->in.len ? s->in.ptr[at + 2 + name.len] : '\0';
        if (!sv_eq_nocase(sv_sub(s->in, at + 2, name.len), name) ||
            !(is_space(after) || after == '/' || after == '>'))
            continue;
        s->at = at + 2;
        struct html_token end;
        (void)!scan_tag(s, &end);
        return sv_sub(s->in, from, at - from);
    }
    s->at = s->in.len;
    return sv_from_offset(s->in, from);
}

struct sv html_tag_name(enum html_tag tag)
{
    assert(tag < HTML_TAG_COUNT);
    return tag_names[tag];
}

bool html_tag_is_raw(enum html_tag tag)
{
    return tag == HTML_TAG_SCRIPT || tag == HTML_TAG_STYLE || tag == HTML_TAG_IFRAME ||
           tag == HTML_TAG_NOEMBED || tag == HTML_TAG_NOFRAMES || tag == HTML_TAG_NOSCRIPT ||
           tag == HTML_TAG_PLAINTEXT || tag == HTML_TAG_XMP;
}

bool html_tag_is_block(enum html_tag tag)
{
    static const bool blocks[HTML_TAG_COUNT] = {
        [HTML_TAG_ADDRESS] = true, [HTML_TAG_ARTICLE] = true, [HTML_TAG_BLOCKQUOTE] = true,
        [HTML_TAG_DD] = true,      [HTML_TAG_DIV] = true,     [HTML_TAG_DL] = true,
        [HTML_TAG_DT] = true,      [HTML_TAG_FIGURE] = true,  [HTML_TAG_FOOTER] = true,
        [HTML_TAG_H1] = true,      [HTML_TAG_H2] = true,      [HTML_TAG_H3] = true,
        [HTML_TAG_H4] = true,      [HTML_TAG_H5] = true,      [HTML_TAG_H6] = true,
        [HTML_TAG_HEADER] = true,  [HTML_TAG_HR] = true,      [HTML_TAG_LI] = true,
        [HTML_TAG_OL] = true,      [HTML_TAG_P] = true,       [HTML_TAG_PRE] = true,
        [HTML_TAG_SECTION] = true, [HTML_TAG_TABLE] = true,   [HTML_TAG_TD] = true,
        [HTML_TAG_TH] = true,      [HTML_TAG_TR] = true,      [HTML_TAG_UL] = true,
    };
    return blocks[tag];
}
