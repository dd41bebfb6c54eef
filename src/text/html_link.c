/* Links. */
#include "text/html_link.h"

#include "base/buf.h"
#include "text/html_entity.h"

/* Is a word among others, set apart by spaces? */
static bool has_word(struct sv list, struct sv word)
{
    struct sv one;
    while (sv_split(&list, ' ', &one))
        if (sv_eq_nocase(one, word))
            return true;
    return false;
}

static struct sv decoded(struct arena *a, struct sv raw)
{
    struct buf b;
    raw = sv_trim(raw);
    buf_init(&b, a, raw.len * 3 + 1);
    for (size_t i = 0; i < raw.len;) {
        struct html_entity e = { .len = 1, .text_len = 1, .text = { raw.ptr[i] } };
        if (raw.ptr[i] == '&')
            (void)!html_entity_decode(sv_from_offset(raw, i), true, &e);
        buf_sv(&b, sv_make(e.text, e.text_len));
        i += e.len;
    }
    return buf_view(&b);
}

static bool is_page(const struct html_token *t)
{
    struct sv class = t->attrs[HTML_ATTR_CLASS];
    return t->kind == HTML_TOKEN_START && t->tag == HTML_TAG_A &&
           t->attrs[HTML_ATTR_HREF].len > 0 && !has_word(class, SV("mention")) &&
           !has_word(class, SV("hashtag")) && !has_word(class, SV("u-url")) &&
           !has_word(t->attrs[HTML_ATTR_REL], SV("tag"));
}

bool html_links_next(struct html_links *links, struct arena *a, struct url *out)
{
    struct html_token token;
    while (html_token_next(&links->scanner, &token))
        if (is_page(&token) && token.attrs[HTML_ATTR_HREF].len <= URL_BYTES_MAX &&
            url_parse(a, decoded(a, token.attrs[HTML_ATTR_HREF]), out) == ERR_OK)
            return true;
    return false;
}
