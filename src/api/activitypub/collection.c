/* Collections of an account: what it posted, what it pinned, and how many follow it. Who follows whom is said to nobody.
 *
 * Spec: ActivityPub 5; Mastodon's featured collection; the section on collections in FEDERATION
 */
#include "ap/collection.h"
#include "api/activitypub/document.h"
#include "api/activitypub/handlers.h"
#include "api/activitypub/owner.h"
#include "base/num.h"
#include "fed/outgoing.h"
#include "service/engine.h"
#include "service/timeline.h"
#include "text/params.h"

#define PAGE_COUNT 20

static struct sv part_uri(struct ctx *ctx, struct account_id owner, struct sv part)
{
    return site_actor_part_uri(ctx->arena, &ctx->engine->site, owner, part);
}

static enum err collection_answer(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, const struct ap_collection *collection)
{
    struct json_fragment document;
    TRY(ap_collection_render(ctx->arena, collection, &document));
    return document_answer(ctx, req, res, &document, false);
}

static enum err total_answer(struct ctx *ctx, const struct http_request *req,
                             struct http_response *res, const struct account *owner, struct sv part,
                             int64_t total)
{
    struct ap_collection collection = { .id = part_uri(ctx, owner->id, part),
                                        .total = total,
                                        .about = { owner->id.v, CLASS_RELATIONS } };
    return collection_answer(ctx, req, res, &collection);
}

enum err activitypub_followers_show(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct account owner;
    TRY(owner_load(ctx, req, &owner));
    return total_answer(ctx, req, res, &owner, SV("followers"), owner.counts.followers);
}

enum err activitypub_following_show(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct account owner;
    TRY(owner_load(ctx, req, &owner));
    return total_answer(ctx, req, res, &owner, SV("following"), owner.counts.following);
}

/* One status as an item: a pinned one as itself, one of the outbox as the activity that posted it. */
static enum err item_render(struct ctx *ctx, const struct status *status, bool is_activity,
                            struct json_fragment *out)
{
    bool is_reblog = status_is_reblog(status);
    struct fed_outgoing o = { .owner = status->account,
                              .kind = is_reblog ? ACTIVITY_ANNOUNCE : ACTIVITY_CREATE,
                              .object = status->id.v };
    return is_activity ? fed_activity_render(ctx, &o, false, out)
                       : fed_status_render(ctx, status, false, out);
}

/* Items of what is still there: one that goes meanwhile is left out. */
static enum err items_render(struct ctx *ctx, const struct status_page *page, bool is_activity,
                             struct json_fragment **out, size_t *out_count)
{
    struct json_fragment *items = ARENA_ARRAY(ctx->arena, struct json_fragment, page->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        enum err err = item_render(ctx, page->views[i].status, is_activity, &items[count]);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        count++;
    }
    *out = items;
    *out_count = count;
    return ERR_OK;
}

enum err activitypub_featured_show(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    static const struct account_filter pinned = { .only_pinned = true };
    static const struct paging all = { .below = INT64_MAX, .count = PAGING_COUNT_MAX };
    struct account owner;
    struct status_page page;
    struct json_fragment *items = NULL;
    size_t count = 0;
    TRY(owner_load(ctx, req, &owner));
    TRY(service_list_account(ctx, owner.id, &pinned, &all, &page));
    TRY(items_render(ctx, &page, false, &items, &count));
    struct ap_collection collection = { .id = part_uri(ctx, owner.id, SV("featured")),
                                        .total = (int64_t)count,
                                        .items = items,
                                        .item_count = count,
                                        .about = { owner.id.v, CLASS_POST_BODY } };
    return collection_answer(ctx, req, res, &collection);
}

/* The page's address as asked for: its id must be where it was found. */
static struct sv page_uri(struct ctx *ctx, struct sv outbox, int64_t max_id)
{
    if (max_id == INT64_MAX)
        return sv_printf(ctx->arena, "%" SV_FMT "?page=true", SV_ARG(outbox));
    return sv_printf(ctx->arena, "%" SV_FMT "?page=true&max_id=%lld", SV_ARG(outbox),
                     (long long)max_id);
}

static enum err outbox_page_answer(struct ctx *ctx, const struct http_request *req,
                                   struct http_response *res, const struct account *owner,
                                   int64_t max_id)
{
    static const struct account_filter everything = { 0 };
    struct paging paging = { .below = max_id, .count = PAGE_COUNT };
    struct status_page statuses;
    struct json_fragment *items = NULL;
    struct json_fragment document;
    struct ap_page page = { .part_of = part_uri(ctx, owner->id, SV("outbox")) };
    TRY(service_list_account(ctx, owner->id, &everything, &paging, &statuses));
    TRY(items_render(ctx, &statuses, true, &items, &page.item_count));
    page.id = page_uri(ctx, page.part_of, max_id);
    page.items = items;
    if (statuses.max_id > 0)
        page.next = page_uri(ctx, page.part_of, statuses.max_id);
    TRY(ap_page_render(ctx->arena, &page, &document));
    return document_answer(ctx, req, res, &document, false);
}

enum err activitypub_outbox_show(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct account owner;
    int64_t max_id = INT64_MAX;
    TRY(owner_load(ctx, req, &owner));
    struct sv asked = params_find(req->params, SV("max_id"));
    if (asked.len > 0 && !sv_to_i64_in(asked, 1, INT64_MAX, &max_id))
        return fail(ctx, ERR_BAD_PARAM, "max_id is no id");
    if (sv_eq(params_find(req->params, SV("page")), SV("true")))
        return outbox_page_answer(ctx, req, res, &owner, max_id);
    struct sv outbox = part_uri(ctx, owner.id, SV("outbox"));
    struct ap_collection collection = { .id = outbox,
                                        .total = owner.counts.statuses,
                                        .first = page_uri(ctx, outbox, INT64_MAX),
                                        .about = { owner.id.v, CLASS_REACTIONS } };
    return collection_answer(ctx, req, res, &collection);
}

enum err activitypub_instance_outbox_show(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    struct ap_collection collection = { .id = part_uri(ctx, account_id(0), SV("outbox")) };
    return collection_answer(ctx, req, res, &collection);
}
