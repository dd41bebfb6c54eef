/* The instance's custom emoji, for the administrator who keeps them. */
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "http/upload.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "service/manage_emoji.h"
#include "service/permit.h"
#include "text/params.h"
#include "text/shortcode.h"

#define SHOWN_MAX 100
#define EMOJIS_PATH SV("/moderation/emojis")

static struct sv path_of(struct page *p, const struct custom_emoji *emoji, const char *verb)
{
    return sv_printf(p->ctx->arena, "/moderation/emojis/%" SV_FMT "/%s", SV_ARG(emoji->shortcode),
                     verb);
}

static void picture_write(struct page *p, const struct custom_emoji *emoji)
{
    struct html_writer *w = &p->w;
    html_w_void(w, "img");
    html_w_class(w, "emoji");
    html_w_attr_url(
        w, "src",
        site_url_of_emoji(p->ctx->arena, &p->ctx->engine->site, emoji, MEDIA_VERSION_STATIC));
    html_w_attr(w, "alt", SV(""));
    html_w_attr(w, "loading", SV("lazy"));
}

static void row_write(struct page *p, const struct custom_emoji *emoji)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        HTML_EL (w, "p") {
            picture_write(p, emoji);
            html_w_text(w, sv_printf(p->ctx->arena, " :%" SV_FMT ":", SV_ARG(emoji->shortcode)));
        }
        api_page_form_open(p, path_of(p, emoji, "file"), SV("row"), false);
        html_w_void(w, "input");
        html_w_attr(w, "name", SV("category"));
        html_w_attr(w, "aria-label", api_page_word(p, WORD_EMOJI_CATEGORY));
        html_w_attr(w, "placeholder", api_page_word(p, WORD_EMOJI_CATEGORY));
        html_w_attr(w, "value", emoji->category);
        html_w_open(w, "label");
        html_w_class(w, "check");
        html_w_void(w, "input");
        html_w_attr(w, "type", SV("checkbox"));
        html_w_attr(w, "name", SV("listed"));
        html_w_attr(w, "value", SV("1"));
        html_w_attr_bool(w, "checked", emoji->is_listed);
        html_w_text(w, SV(" "));
        html_w_text(w, api_page_word(p, WORD_EMOJI_LISTED));
        html_w_close_tag(w, "label");
        web_submit(p, WORD_SAVE);
        web_form_close(p);
        web_button_form(p, path_of(p, emoji, "delete"), SV(""), WORD_EMOJI_REMOVE, true);
    }
}

static void form_write(struct page *p)
{
    struct html_writer *w = &p->w;
    api_page_form_open(p, EMOJIS_PATH, SV("panel"), true);
    web_field(p, &(struct form_field){ .name = SV("shortcode"),
                                       .type = SV("text"),
                                       .label = WORD_EMOJI_SHORTCODE,
                                       .hint = api_page_word(p, WORD_EMOJI_SHORTCODE_HINT),
                                       .is_required = true,
                                       .chars_max = SHORTCODE_MAX_BYTES });
    html_w_open(w, "div");
    html_w_class(w, "field");
    HTML_EL (w, "label") {
        html_w_attr(w, "for", SV("picture"));
        html_w_text(w, api_page_word(p, WORD_EMOJI_PICTURE));
    }
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("file"));
    html_w_attr(w, "id", SV("picture"));
    html_w_attr(w, "name", SV("picture"));
    html_w_attr(w, "accept", SV("image/png,image/gif,image/webp"));
    html_w_attr_bool(w, "required", true);
    html_w_close_tag(w, "div");
    web_field(p, &(struct form_field){ .name = SV("category"),
                                       .type = SV("text"),
                                       .label = WORD_EMOJI_CATEGORY,
                                       .chars_max = CUSTOM_EMOJI_CATEGORY_MAX_CHARS });
    web_submit(p, WORD_EMOJI_NEW);
    web_form_close(p);
}

/* Those behind a shortcode, and a link to the next ones. */
static void list_write(struct page *p, struct sv after)
{
    struct html_writer *w = &p->w;
    struct custom_emojis all = service_list_emojis(p->ctx);
    size_t at = 0;
    while (at < all.count && sv_cmp(all.items[at].shortcode, after) <= 0)
        at++;
    size_t end = all.count - at > SHOWN_MAX ? at + SHOWN_MAX : all.count;
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = at; i < end; i++)
            row_write(p, &all.items[i]);
    }
    if (end == all.count)
        return;
    HTML_EL (w, "p") {
        html_w_link(w,
                    sv_printf(p->ctx->arena, "/moderation/emojis?after=%" SV_FMT,
                              SV_ARG(all.items[end - 1].shortcode)),
                    api_page_word(p, WORD_MORE));
    }
}

static enum err emojis_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            const enum word *fault)
{
    struct page p;
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), WORD_EMOJIS),
                                            .place = PAGE_PLACE_MODERATION,
                                            .is_unlisted = true }));
    api_page_el(&p, "h1", EMOJIS);
    if (fault != NULL)
        web_alert(&p, *fault);
    form_write(&p);
    list_write(&p, fault != NULL ? SV("") : params_find(req->params, SV("after")));
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_emojis_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return emojis_page(ctx, req, res, NULL);
}

static enum word fault_word(enum err err)
{
    if (err == ERR_CONFLICT)
        return WORD_EMOJI_TAKEN;
    return err == ERR_TOO_LARGE ? WORD_EMOJI_TOO_LARGE : WORD_EMOJI_WRONG;
}

/* Nothing else is wrong with it that a form could say. */
static bool is_fault(enum err err)
{
    return err == ERR_VALIDATION || err == ERR_CONFLICT || err == ERR_TOO_LARGE;
}

static enum err emoji_add(struct ctx *ctx, const struct http_request *req)
{
    struct custom_emoji emoji;
    const struct http_upload *picture = http_upload_find(req, SV("picture"));
    if (picture == NULL)
        return fail(ctx, ERR_VALIDATION, "no picture");
    struct emoji_draft draft = { .shortcode = params_find(req->params, SV("shortcode")),
                                 .category = params_find(req->params, SV("category")),
                                 .is_listed = true,
                                 .memory_file = picture->fd };
    return service_add_emoji(ctx, &draft, &emoji);
}

enum err web_emoji_new(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    enum err err = emoji_add(ctx, req);
    if (is_fault(err)) {
        enum word fault = fault_word(err);
        return emojis_page(ctx, req, res, &fault);
    }
    TRY(err);
    web_see_other(res, EMOJIS_PATH);
    return ERR_OK;
}

enum err web_emoji_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct sv shortcode = http_request_value(req, SV("shortcode"));
    struct sv verb = http_request_value(req, SV("verb"));
    if (sv_eq(verb, SV("delete")))
        TRY(service_remove_emoji(ctx, shortcode));
    else if (sv_eq(verb, SV("file")))
        TRY(service_edit_emoji(ctx, shortcode, params_find(req->params, SV("category")),
                               params_bool(req->params, SV("listed"), false)));
    else
        return fail(ctx, ERR_NOT_FOUND, "no such act");
    web_see_other(res, EMOJIS_PATH);
    return ERR_OK;
}
