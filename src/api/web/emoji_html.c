/* Custom emoji on a page. */
#include "api/web/emoji_html.h"

#include "api/web/parts.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "text/shortcode.h"

/* What moves is shown still, as avatars are. */
static struct html shown(struct page *p, struct html html, const struct custom_emojis *emojis)
{
    struct arena *a = p->ctx->arena;
    struct shortcode_picture *pictures = ARENA_ARRAY(a, struct shortcode_picture, emojis->count);
    for (size_t i = 0; i < emojis->count; i++)
        pictures[i] = (struct shortcode_picture){
            emojis->items[i].shortcode,
            site_url_of_emoji(a, &p->ctx->engine->site, &emojis->items[i], MEDIA_VERSION_STATIC)
        };
    return shortcode_show(a, html, pictures, emojis->count);
}

void web_emoji_html(struct page *p, struct html html, const struct custom_emojis *emojis)
{
    html_w_html(&p->w, emojis->count > 0 ? shown(p, html, emojis) : html);
}

void web_emoji_text(struct page *p, struct sv text, const struct custom_emojis *emojis)
{
    if (emojis->count > 0)
        html_w_html(&p->w, shown(p, html_escape(p->ctx->arena, text), emojis));
    else
        html_w_text(&p->w, text);
}

void web_name(struct page *p, const struct account *account)
{
    struct sv name = web_account_name(account);
    struct custom_emojis emojis = { 0 };
    if (sv_find_char(name, ':', 0) != SIZE_MAX)
        emojis = service_emojis_of_account(p->ctx, account);
    web_emoji_text(p, name, &emojis);
}

void web_name_link(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "a");
    html_w_attr_url(w, "href", web_account_path(p->ctx->arena, account));
    web_name(p, account);
    html_w_close_tag(w, "a");
}
