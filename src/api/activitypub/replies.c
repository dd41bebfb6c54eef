/* Replies: the public answers to a status, the author's own before everybody else's, as ids.
 *
 * Spec: ActivityStreams 2.0 vocabulary, replies; Mastodon's paging of it; the section on threads in FEDERATION
 */
#include "ap/collection.h"
#include "api/activitypub/document.h"
#include "api/activitypub/handlers.h"
#include "api/activitypub/visible.h"
#include "base/num.h"
#include "service/engine.h"
#include "service/view_thread.h"
#include "text/params.h"

#define ID_MAX_BYTES ((size_t)4 << 10)

static struct sv page_uri(struct ctx *ctx, struct sv replies, bool by_others, int64_t above)
{
    struct sv page = sv_printf(ctx->arena, "%" SV_FMT "?%spage=true", SV_ARG(replies),
                               by_others ? "only_other_accounts=true&" : "");
    return above == 0
               ? page
               : sv_printf(ctx->arena, "%" SV_FMT "&min_id=%lld", SV_ARG(page), (long long)above);
}

static enum err items_render(struct ctx *ctx, const struct replies_view *replies,
                             struct json_fragment **out)
{
    *out = ARENA_ARRAY(ctx->arena, struct json_fragment, replies->count + 1);
    for (size_t i = 0; i < replies->count; i++) {
        const struct status *status = replies->views[i].status;
        struct json_writer w;
        json_w_init(&w, ctx->arena, ID_MAX_BYTES);
        json_w_str(&w, (struct subject){ status->account.v, CLASS_POST_BODY },
                   site_uri_of_status(ctx->arena, &ctx->engine->site, status));
        TRY(json_w_finish(&w, &(*out)[i]));
    }
    return ERR_OK;
}

static enum err page_render(struct ctx *ctx, const struct status *status, struct sv replies,
                            bool by_others, int64_t above, struct json_fragment *out)
{
    struct replies_view found;
    struct json_fragment *items = NULL;
    TRY(service_list_replies(ctx, status, by_others, above, &found));
    TRY(items_render(ctx, &found, &items));
    struct ap_page page = { .id = page_uri(ctx, replies, by_others, above),
                            .part_of = replies,
                            .items = items,
                            .item_count = found.count };
    if (found.last_id > 0)
        page.next = page_uri(ctx, replies, by_others, found.last_id);
    else if (!by_others)
        page.next = page_uri(ctx, replies, true, 0);
    return ap_page_render(ctx->arena, &page, out);
}

enum err activitypub_replies_show(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    struct status_view view;
    struct json_fragment document;
    int64_t above = 0;
    TRY(visible_load(ctx, req, &view));
    if (status_is_reblog(view.status))
        return fail(ctx, ERR_NOT_FOUND, "nobody answers a reblog");
    struct sv asked = params_find(req->params, SV("min_id"));
    if (asked.len > 0 && !sv_to_i64_in(asked, 1, INT64_MAX, &above))
        return fail(ctx, ERR_BAD_PARAM, "min_id is no id");
    struct sv replies =
        sv_printf(ctx->arena, "%" SV_FMT "/replies",
                  SV_ARG(site_object_uri(ctx->arena, &ctx->engine->site, view.status->id)));
    bool by_others = params_bool(req->params, SV("only_other_accounts"), false);
    struct ap_collection collection = { .id = replies,
                                        .total = -1,
                                        .first = page_uri(ctx, replies, false, 0) };
    if (params_bool(req->params, SV("page"), false))
        TRY(page_render(ctx, view.status, replies, by_others, above, &document));
    else
        TRY(ap_collection_render(ctx->arena, &collection, &document));
    return document_answer(ctx, req, res, &document, visible_is_private(view.status));
}
