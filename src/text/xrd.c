/* XRD. */
#include "text/xrd.h"

#include "base/buf.h"

struct scanner {
    struct sv in;
    size_t at;
};

/* What is read of one Link. */
struct link {
    struct sv rel; /* raw, as template */
    struct sv template;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char peek(const struct scanner *s)
{
    return s->at < s->in.len ? s->in.ptr[s->at] : '\0';
}

static void spaces_skip(struct scanner *s)
{
    while (is_space(peek(s)))
        s->at++;
}

static bool skip_past(struct scanner *s, struct sv end)
{
    size_t found = sv_find(s->in, end, s->at);
    if (found == SIZE_MAX)
        return false;
    s->at = found + end.len;
    return true;
}

/* A name of an element or attribute, without its prefix. */
static struct sv name_take(struct scanner *s)
{
    size_t begin = s->at;
    while (peek(s) != '\0' && !is_space(peek(s)) &&
           sv_find_char(SV("/>=<\"'"), peek(s), 0) == SIZE_MAX)
        s->at++;
    struct sv name = sv_sub(s->in, begin, s->at - begin);
    size_t colon = sv_find_char(name, ':', 0);
    return colon == SIZE_MAX ? name : sv_from_offset(name, colon + 1);
}

static bool value_take(struct scanner *s, struct sv *out)
{
    spaces_skip(s);
    if (peek(s) != '=')
        return false;
    s->at++;
    spaces_skip(s);
    char quote = peek(s);
    if (quote != '"' && quote != '\'')
        return false;
    size_t begin = ++s->at;
    size_t end = sv_find_char(s->in, quote, begin);
    if (end == SIZE_MAX)
        return false;
    *out = sv_sub(s->in, begin, end - begin);
    s->at = end + 1;
    return sv_find_char(*out, '<', 0) == SIZE_MAX;
}

/* The attributes up to the end of the tag. */
static bool attributes_take(struct scanner *s, struct link *out)
{
    spaces_skip(s);
    while (peek(s) != '>' && peek(s) != '/') {
        struct sv value;
        struct sv name = name_take(s);
        if (name.len == 0 || !value_take(s, &value))
            return false;
        if (sv_eq(name, SV("rel")))
            out->rel = value;
        if (sv_eq(name, SV("template")))
            out->template = value;
        spaces_skip(s);
    }
    if (peek(s) == '/')
        s->at++;
    return peek(s) == '>' && ++s->at > 0;
}

/* The five references that need no declaration; any other makes the document unusable. */
static bool unescape(struct arena *a, struct sv raw, struct sv *out)
{
    static const struct {
        struct sv name;
        char c;
    } known[] = { { SV_INIT("&amp;"), '&' },
                  { SV_INIT("&lt;"), '<' },
                  { SV_INIT("&gt;"), '>' },
                  { SV_INIT("&quot;"), '"' },
                  { SV_INIT("&apos;"), '\'' } };

    struct buf b;
    buf_init(&b, a, raw.len);
    for (size_t i = 0; i < raw.len;) {
        if (raw.ptr[i] != '&') {
            buf_char(&b, raw.ptr[i++]);
            continue;
        }
        size_t k = 0;
        while (k < ARRAY_COUNT(known) && !sv_starts_with(sv_from_offset(raw, i), known[k].name))
            k++;
        if (k == ARRAY_COUNT(known))
            return false;
        buf_char(&b, known[k].c);
        i += known[k].name.len;
    }
    *out = buf_view(&b);
    return true;
}

/* Behind a '<': what is no element is passed over; a declaration is not. out_link stays empty unless it is a Link. */
static bool tag_take(struct scanner *s, struct link *out)
{
    struct sv rest = sv_from_offset(s->in, s->at);
    if (sv_starts_with(rest, SV("?")))
        return skip_past(s, SV("?>"));
    if (sv_starts_with(rest, SV("!--")))
        return skip_past(s, SV("-->"));
    if (sv_starts_with(rest, SV("!")))
        return false;
    if (sv_starts_with(rest, SV("/")))
        return skip_past(s, SV(">"));
    struct sv name = name_take(s);
    struct link link = { 0 };
    if (name.len == 0 || !attributes_take(s, &link))
        return false;
    if (sv_eq(name, SV("Link")))
        *out = link;
    return true;
}

enum err xrd_find_template(struct arena *a, struct sv xml, struct sv rel, struct sv *out)
{
    struct scanner s = { xml, 0 };
    while (skip_past(&s, SV("<"))) {
        struct link link = { 0 };
        if (!tag_take(&s, &link))
            return ERR_PARSE;
        if (sv_eq(link.rel, rel) && link.template.len > 0)
            return unescape(a, link.template, out) ? ERR_OK : ERR_PARSE;
    }
    return ERR_NOT_FOUND;
}
