/* Safe markup: the escaper and the writer. */
#include "text/html.h"

#include <assert.h>
#include <string.h>

static bool is_one_of(struct sv name, const struct sv *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sv_eq(name, list[i]))
            return true;
    }
    return false;
}

static bool is_void_element(struct sv tag)
{
    static const struct sv tags[] = {
        SV_INIT("area"),  SV_INIT("base"),   SV_INIT("br"),    SV_INIT("col"),  SV_INIT("embed"),
        SV_INIT("hr"),    SV_INIT("img"),    SV_INIT("input"), SV_INIT("link"), SV_INIT("meta"),
        SV_INIT("param"), SV_INIT("source"), SV_INIT("track"), SV_INIT("wbr"),
    };
    return is_one_of(tag, tags, ARRAY_COUNT(tags));
}

/* Attributes that a browser follows or runs: text must not get there unchecked. */
static bool is_dangerous_attribute(struct sv name)
{
    static const struct sv names[] = {
        SV_INIT("href"),   SV_INIT("src"),        SV_INIT("action"), SV_INIT("formaction"),
        SV_INIT("poster"), SV_INIT("data"),       SV_INIT("cite"),   SV_INIT("background"),
        SV_INIT("srcset"), SV_INIT("xlink:href"), SV_INIT("ping"),   SV_INIT("manifest"),
        SV_INIT("style"),  SV_INIT("srcdoc"),
    };
    return sv_starts_with(name, SV("on")) || is_one_of(name, names, ARRAY_COUNT(names));
}

/* What a byte becomes, or NULL for itself. */
static const char *escaped_byte(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\0':
        return "\xEF\xBF\xBD";
    default:
        return NULL;
    }
}

/* Bytes that escaped_byte changes. */
static const bool is_special[256] = {
    ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true, ['\0'] = true,
};

void html_escape_to(struct buf *b, struct sv text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_special[(unsigned char)text.ptr[i]])
            continue;
        const char *escaped = escaped_byte(text.ptr[i]);
        buf_sv(b, sv_sub(text, from, i - from));
        buf_sv(b, sv_from(escaped));
        from = i + 1;
    }
    buf_sv(b, sv_from_offset(text, from));
}

struct html html_escape(struct arena *a, struct sv text)
{
    struct buf b;
    buf_init(&b, a, text.len * 6 + 1);
    html_escape_to(&b, text);
    return (struct html){ buf_view(&b) };
}

/* Length of a character at `at` that XML 1.0 forbids: control bytes but white space, U+FFFE,
 * U+FFFF. */
static size_t xml_forbidden(struct sv text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
    struct sv three = sv_sub(text, at, 3);
    bool is_noncharacter = sv_eq(three, SV("\xEF\xBF\xBE")) || sv_eq(three, SV("\xEF\xBF\xBF"));
    return is_noncharacter ? 3 : 0;
}

static void escape_xml(struct buf *b, struct sv text)
{
    size_t from = 0;
    size_t i = 0;
    while (i < text.len) {
        size_t skip = xml_forbidden(text, i);
        if (skip > 0) {
            html_escape_to(b, sv_sub(text, from, i - from));
            from = i + skip;
        }
        i += skip > 0 ? skip : 1;
    }
    html_escape_to(b, sv_from_offset(text, from));
}

static void escape_value(struct html_writer *w, struct sv text)
{
    if (w->is_xml)
        escape_xml(&w->buf, text);
    else
        html_escape_to(&w->buf, text);
}

bool html_url_is_safe(struct sv url)
{
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        /* Browsers drop tabs and newlines inside a scheme and spaces before it. */
        if (c < 0x20 || c == 0x7f || (c == ' ' && i == 0))
            return false;
        if (c == ':' && colon == SIZE_MAX)
            colon = i;
        if (c == '/' || c == '?' || c == '#')
            break;
    }
    if (colon == SIZE_MAX)
        return true;
    struct sv scheme = sv_sub(url, 0, colon);
    return sv_eq_nocase(scheme, SV("https")) || sv_eq_nocase(scheme, SV("http")) ||
           sv_eq_nocase(scheme, SV("mailto"));
}

void html_w_begin(struct html_writer *w, struct arena *a, size_t max_bytes)
{
    *w = (struct html_writer){ 0 };
    buf_init(&w->buf, a, max_bytes);
}

void html_w_begin_xml(struct html_writer *w, struct arena *a, size_t max_bytes)
{
    html_w_begin(w, a, max_bytes);
    w->is_xml = true;
    buf_lit(&w->buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static void finish_tag(struct html_writer *w)
{
    if (!w->is_in_tag)
        return;
    buf_sv(&w->buf, w->is_xml && w->is_in_void_tag ? SV("/>") : SV(">"));
    w->is_in_tag = false;
    w->is_in_void_tag = false;
}

enum err html_w_end(struct html_writer *w, struct html *out)
{
    finish_tag(w);
    assert(w->depth == 0 && w->scope_depth == 0);
    if (w->buf.is_overflown)
        return ERR_LIMIT;
    out->bytes = buf_view(&w->buf);
    return ERR_OK;
}

static void begin_tag(struct html_writer *w, struct sv tag)
{
    finish_tag(w);
    buf_char(&w->buf, '<');
    buf_sv(&w->buf, tag);
    w->is_in_tag = true;
}

void html_w_open_name(struct html_writer *w, struct sv tag)
{
    assert(w->depth < HTML_DEPTH_MAX);
    assert(w->is_xml || !is_void_element(tag));
    begin_tag(w, tag);
    w->open[w->depth++] = tag;
}

void html_w_void_name(struct html_writer *w, struct sv tag)
{
    assert(w->is_xml || is_void_element(tag));
    begin_tag(w, tag);
    w->is_in_void_tag = true;
}

void html_w_close(struct html_writer *w)
{
    assert(w->depth > 0);
    struct sv tag = w->open[--w->depth];
    if (w->is_xml && w->is_in_tag && !w->is_in_void_tag) {
        w->is_in_tag = false;
        buf_lit(&w->buf, "/>");
        return;
    }
    finish_tag(w);
    buf_lit(&w->buf, "</");
    buf_sv(&w->buf, tag);
    buf_char(&w->buf, '>');
}

void html_w_close_name(struct html_writer *w, struct sv tag)
{
    assert(w->depth > 0 && sv_eq(w->open[w->depth - 1], tag));
    html_w_close(w);
}

void html_w_attr_name(struct html_writer *w, struct sv name, struct sv value)
{
    assert(w->is_in_tag);
    assert(w->is_xml || !is_dangerous_attribute(name));
    buf_char(&w->buf, ' ');
    buf_sv(&w->buf, name);
    buf_lit(&w->buf, "=\"");
    escape_value(w, value);
    buf_char(&w->buf, '"');
}

void html_w_attr_url_name(struct html_writer *w, struct sv name, struct sv url)
{
    assert(w->is_in_tag);
    assert(!sv_starts_with(name, SV("on")) && !sv_eq(name, SV("style")) &&
           !sv_eq(name, SV("srcdoc")));
    if (!html_url_is_safe(url))
        return;
    buf_char(&w->buf, ' ');
    buf_sv(&w->buf, name);
    buf_lit(&w->buf, "=\"");
    escape_value(w, url);
    buf_char(&w->buf, '"');
}

void html_w_attr_i64_name(struct html_writer *w, struct sv name, int64_t value)
{
    assert(w->is_in_tag);
    buf_char(&w->buf, ' ');
    buf_sv(&w->buf, name);
    buf_lit(&w->buf, "=\"");
    buf_i64(&w->buf, value);
    buf_char(&w->buf, '"');
}

void html_w_attr_bool_name(struct html_writer *w, struct sv name, bool is_on)
{
    assert(w->is_in_tag);
    if (!is_on)
        return;
    buf_char(&w->buf, ' ');
    buf_sv(&w->buf, name);
    if (!w->is_xml)
        return;
    buf_lit(&w->buf, "=\"");
    buf_sv(&w->buf, name);
    buf_char(&w->buf, '"');
}

void html_w_text(struct html_writer *w, struct sv text)
{
    bool is_first = w->is_in_tag && !w->is_in_void_tag;
    finish_tag(w);
    struct sv top = w->depth > 0 ? w->open[w->depth - 1] : SV("");
    /* There is no escaping inside these; and no page of ours has inline script. */
    assert(w->is_xml || (!sv_eq(top, SV("script")) && !sv_eq(top, SV("style"))));
    /* A browser swallows the first newline of these, so it is given one more. */
    if (is_first && !w->is_xml && text.len > 0 && text.ptr[0] == '\n' &&
        (sv_eq(top, SV("pre")) || sv_eq(top, SV("textarea"))))
        buf_char(&w->buf, '\n');
    escape_value(w, text);
}

void html_w_i64(struct html_writer *w, int64_t value)
{
    finish_tag(w);
    buf_i64(&w->buf, value);
}

void html_w_html(struct html_writer *w, struct html html)
{
    finish_tag(w);
    buf_sv(&w->buf, html.bytes);
}

void html_w_el_name(struct html_writer *w, struct sv tag, struct sv text)
{
    html_w_open_name(w, tag);
    html_w_text(w, text);
    html_w_close_name(w, tag);
}

void html_w_link(struct html_writer *w, struct sv url, struct sv text)
{
    if (!html_url_is_safe(url)) {
        html_w_text(w, text);
        return;
    }
    html_w_open(w, "a");
    html_w_attr_url(w, "href", url);
    html_w_text(w, text);
    html_w_close(w);
}

static void note_subject(struct html_writer *w, struct subject subject)
{
    if (subject.class == CLASS_NONE)
        return;
    /* Newest first: the next status of a page is mostly about somebody seen a moment ago. */
    for (size_t i = w->subjects.count; i > 0; i--) {
        if (subject_eq(w->subjects.items[i - 1], subject))
            return;
    }
    *VEC_PUSH(w->buf.arena, &w->subjects) = subject;
}

void html_w_subject_begin(struct html_writer *w, struct subject subject)
{
    w->scope_depth++;
    note_subject(w, subject);
}

void html_w_subject_end(struct html_writer *w)
{
    assert(w->scope_depth > 0);
    w->scope_depth--;
}
