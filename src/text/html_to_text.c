/* HTML to plain text. */
#include "text/html_to_text.h"

#include "base/buf.h"

#include "text/html_entity.h"
#include "text/html_sanitize.h"
#include "text/html_token.h"

struct text_writer {
    struct buf out;
    size_t pending_newlines; /* written before the next text, never at the end */
    bool has_pending_space;
    bool is_preformatted;
};

static void flush_space(struct text_writer *w)
{
    bool is_start = w->out.len == 0;
    for (; w->pending_newlines > 0; w->pending_newlines--) {
        if (!is_start)
            buf_char(&w->out, '\n');
        w->has_pending_space = false;
    }
    if (w->has_pending_space && !is_start && w->out.ptr[w->out.len - 1] != '\n')
        buf_char(&w->out, ' ');
    w->has_pending_space = false;
}

static void want_newlines(struct text_writer *w, size_t count)
{
    if (w->pending_newlines < count)
        w->pending_newlines = count;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

static void put_word(struct text_writer *w, struct sv word)
{
    flush_space(w);
    buf_sv(&w->out, word);
}

static void put_space(struct text_writer *w, char c)
{
    if (!w->is_preformatted)
        w->has_pending_space = true;
    else if (c == '\n')
        w->pending_newlines += w->pending_newlines < 16 ? 1 : 0;
    else
        put_word(w, SV(" "));
}

static void put_text(struct text_writer *w, struct sv text)
{
    for (size_t i = 0; i < text.len;) {
        struct html_entity e;
        if (is_space(text.ptr[i])) {
            put_space(w, text.ptr[i++]);
        } else if (text.ptr[i] == '\0') {
            i++;
        } else if (text.ptr[i] == '&' && html_entity_decode(sv_from_offset(text, i), false, &e)) {
            put_word(w, sv_make(e.text, e.text_len));
            i += e.len;
        } else {
            size_t from = i++;
            while (i < text.len && !is_space(text.ptr[i]) && text.ptr[i] != '&' &&
                   text.ptr[i] != '\0')
                i++;
            put_word(w, sv_sub(text, from, i - from));
        }
    }
}

/* Newlines that a block wants around itself: paragraphs two, lines of a list or table one. */
static size_t newlines_around(enum html_tag tag)
{
    if (!html_tag_is_block(tag) || tag == HTML_TAG_TD || tag == HTML_TAG_TH)
        return 0;
    bool is_line = tag == HTML_TAG_LI || tag == HTML_TAG_TR || tag == HTML_TAG_DIV ||
                   tag == HTML_TAG_DT || tag == HTML_TAG_DD;
    return is_line ? 1 : 2;
}

static void on_tag(struct text_writer *w, const struct html_token *t)
{
    if (t->tag == HTML_TAG_BR) {
        w->pending_newlines += w->pending_newlines < 16 ? 1 : 0;
        return;
    }
    want_newlines(w, newlines_around(t->tag));
    if (t->tag == HTML_TAG_PRE)
        w->is_preformatted = t->kind == HTML_TOKEN_START;
    if (t->tag == HTML_TAG_TD || t->tag == HTML_TAG_TH)
        w->has_pending_space = true;
    if (t->tag == HTML_TAG_LI && t->kind == HTML_TOKEN_START)
        put_word(w, SV("- "));
}

struct sv html_to_text(struct arena *a, struct sv untrusted)
{
    struct html_scanner in = { .in = sv_sub(untrusted, 0, HTML_SANITIZE_MAX_BYTES) };
    struct text_writer w = { 0 };
    /* The longest growth is a list of nothing but `<li>`. */
    buf_init(&w.out, a, in.in.len * 2 + 16);
    struct html_token t;
    while (html_token_next(&in, &t)) {
        if (t.kind == HTML_TOKEN_TEXT)
            put_text(&w, t.text);
        else if (t.kind == HTML_TOKEN_START && html_tag_is_raw(t.tag))
            (void)html_token_raw_text(&in, t.tag);
        else
            on_tag(&w, &t);
    }
    return sv_trim(buf_view(&w.out));
}
