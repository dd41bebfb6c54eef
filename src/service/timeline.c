/* Timelines but home. */
#include "service/timeline.h"

#include "store/account.h"
#include "store/bookmark.h"
#include "store/favourite.h"
#include "store/timeline.h"
#include "text/status_text.h"

bool service_is_for_public(const struct ctx *ctx, const struct status_view *view)
{
    const struct status *status = view->status;
    if (view->is_unwanted || status_is_reblog(status) || status->visibility != VISIBILITY_PUBLIC)
        return false;
    if (view->account->state != ACCOUNT_SILENCED)
        return true;
    bool is_own = account_id_eq(status->account, ctx->viewer.account);
    return is_own || (view->relation != NULL && view->relation->is_following);
}

static enum timeline_reach reach_of(enum public_part part)
{
    switch (part) {
    case PUBLIC_LOCAL:
        return TIMELINE_LOCAL;
    case PUBLIC_REMOTE:
        return TIMELINE_REMOTE;
    case PUBLIC_ALL:
        break;
    }
    return TIMELINE_ALL;
}

static enum err public_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                             struct status_cursor **out, size_t *out_count)
{
    const struct public_filter *filter = arg;
    struct status_id *ids = NULL;
    TRY(store_timeline_public(ctx, reach_of(filter->part), filter->only_media, rest, &ids,
                              out_count));
    *out = service_cursors_of(ctx, ids, *out_count);
    return ERR_OK;
}

static bool public_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(arg);
    return service_is_for_public(ctx, view);
}

enum err service_list_public(struct ctx *ctx, const struct public_filter *filter,
                             const struct paging *paging, struct status_page *out)
{
    struct public_filter copy = *filter;
    struct status_source source = { public_fetch, public_keeps, &copy };
    return service_list_statuses(ctx, &source, paging, out);
}

struct tag_list {
    struct sv tag; /* normalized, as the names of the filter */
    struct tag_filter filter;
};

static struct tag_names names_normalize(struct arena *a, struct tag_names names)
{
    struct sv *items = ARENA_ARRAY(a, struct sv, names.count);
    for (size_t i = 0; i < names.count; i++)
        items[i] = status_text_normalize_tag(a, names.items[i]);
    return (struct tag_names){ items, names.count };
}

static bool has_tag(const struct status *status, struct sv tag)
{
    for (size_t i = 0; i < status->tag_count; i++)
        if (sv_eq(status->tags[i], tag))
            return true;
    return false;
}

static size_t tags_count(const struct status *status, struct tag_names names)
{
    size_t count = 0;
    for (size_t i = 0; i < names.count; i++)
        count += has_tag(status, names.items[i]);
    return count;
}

static enum err tag_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                          struct status_cursor **out, size_t *out_count)
{
    const struct tag_list *list = arg;
    struct status_id *ids = NULL;
    TRY(store_timeline_tag(ctx, list->tag, rest, &ids, out_count));
    *out = service_cursors_of(ctx, ids, *out_count);
    return ERR_OK;
}

static bool tag_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    const struct tag_filter *filter = &((const struct tag_list *)arg)->filter;
    const struct status *status = view->status;
    if (!service_is_for_public(ctx, view) || (filter->only_media && status->media_count == 0))
        return false;
    if (filter->part != PUBLIC_ALL && status->is_local != (filter->part == PUBLIC_LOCAL))
        return false;
    return tags_count(status, filter->all) == filter->all.count &&
           tags_count(status, filter->none) == 0;
}

enum err service_list_tag(struct ctx *ctx, struct sv tag, const struct tag_filter *filter,
                          const struct paging *paging, struct status_page *out)
{
    struct tag_list list = { .tag = status_text_normalize_tag(ctx->arena, tag), .filter = *filter };
    list.filter.all = names_normalize(ctx->arena, filter->all);
    list.filter.none = names_normalize(ctx->arena, filter->none);
    struct status_source source = { tag_fetch, tag_keeps, &list };
    return service_list_statuses(ctx, &source, paging, out);
}

struct account_list {
    struct timeline_account which;
    struct sv tag; /* normalized; empty: any */
};

static enum err account_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                              struct status_cursor **out, size_t *out_count)
{
    const struct account_list *list = arg;
    struct status_id *ids = NULL;
    if (list->tag.len > 0)
        TRY(store_timeline_account_tag(ctx, list->which.owner, list->tag, rest, &ids, out_count));
    else
        TRY(store_timeline_account(ctx, &list->which, rest, &ids, out_count));
    *out = service_cursors_of(ctx, ids, *out_count);
    return ERR_OK;
}

/* Looking at somebody's page shows also who is muted; what it reblogs of people one does not want is left out. */
static bool account_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(ctx);
    const struct timeline_account *which = &((const struct account_list *)arg)->which;
    const struct status *status = view->status;
    if (view->reblog != NULL && (which->no_reblogs || view->reblog->is_unwanted))
        return false;
    bool is_reply = !status_id_is_none(status->in_reply_to) &&
                    !account_id_eq(status->in_reply_to_account, status->account);
    return !(which->no_replies && is_reply) && !(which->only_media && status->media_count == 0);
}

static enum err pins_list(struct ctx *ctx, struct account_id account, struct status_page *out)
{
    struct status_id *ids = NULL;
    size_t count = 0;
    TRY(store_pin_list(ctx, account, &ids, &count));
    *out = (struct status_page){ 0 };
    return service_view_statuses(ctx, ids, count, &out->views, &out->count);
}

enum err service_list_account(struct ctx *ctx, struct account_id account,
                              const struct account_filter *filter, const struct paging *paging,
                              struct status_page *out)
{
    struct account found;
    enum err err = store_account_get(ctx, account, &found);
    if (err == ERR_KEY_GONE || (err == ERR_OK && account_is_gone(&found)))
        return ERR_NOT_FOUND;
    TRY(err);
    if (filter->only_pinned)
        return pins_list(ctx, account, out);
    bool is_anonymous = account_id_is_none(ctx->viewer.account);
    struct account_list list = {
        .which = { .owner = account,
                   .widest = is_anonymous ? VISIBILITY_UNLISTED : VISIBILITY_DIRECT,
                   .no_replies = filter->no_replies,
                   .no_reblogs = filter->no_reblogs,
                   .only_media = filter->only_media },
    };
    if (filter->tag.len > 0) {
        list.tag = status_text_normalize_tag(ctx->arena, filter->tag);
        *out = (struct status_page){ 0 };
        if (list.tag.len == 0)
            return ERR_OK;
    }
    struct status_source source = { account_fetch, account_keeps, &list };
    return service_list_statuses(ctx, &source, paging, out);
}

static enum err favourites_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                                 struct status_cursor **out, size_t *out_count)
{
    UNUSED(arg);
    return store_favourite_list(ctx, ctx->viewer.account, rest, out, out_count);
}

static enum err bookmarks_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                                struct status_cursor **out, size_t *out_count)
{
    UNUSED(arg);
    return store_bookmark_list(ctx, ctx->viewer.account, rest, out, out_count);
}

/* What one kept stays one's own list, whoever is muted since. */
static bool kept_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(ctx);
    UNUSED(arg);
    UNUSED(view);
    return true;
}

enum err service_list_favourites(struct ctx *ctx, const struct paging *paging,
                                 struct status_page *out)
{
    if (account_id_is_none(ctx->viewer.account))
        return ERR_LOGIN_REQUIRED;
    struct status_source source = { favourites_fetch, kept_keeps, NULL };
    return service_list_statuses(ctx, &source, paging, out);
}

enum err service_list_bookmarks(struct ctx *ctx, const struct paging *paging,
                                struct status_page *out)
{
    if (account_id_is_none(ctx->viewer.account))
        return ERR_LOGIN_REQUIRED;
    struct status_source source = { bookmarks_fetch, kept_keeps, NULL };
    return service_list_statuses(ctx, &source, paging, out);
}
