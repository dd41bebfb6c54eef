/* List trends. */
#include "service/list_trends.h"

#include "base/clock.h"
#include "conf/settings.h"
#include "db/db.h"
#include "model/paging.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/timeline.h"
#include "service/view_account.h"
#include "store/preview_card.h"
#include "store/tag.h"
#include "store/trend.h"
#include "text/url.h"

/* What everybody sees has at least this decision. */
static enum trend_decision shown_least(const struct ctx *ctx)
{
    return conf_bool(ctx->engine->conf, CONF_TRENDS_REVIEW) ? TREND_ALLOWED : TREND_UNDECIDED;
}

static bool are_shown(const struct ctx *ctx)
{
    return conf_bool(ctx->engine->conf, CONF_TRENDS_SHOWN);
}

enum err service_list_trending_tags(struct ctx *ctx, size_t offset, size_t count, struct tag **out,
                                    size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    *out_count = 0;
    if (!are_shown(ctx))
        return ERR_OK;
    return store_tag_trends(ctx, shown_least(ctx), TREND_ALLOWED, (int64_t)offset, (int64_t)count,
                            out, out_count);
}

enum err service_list_all_trending_tags(struct ctx *ctx, size_t offset, size_t count,
                                        struct tag **out, size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_tag_trends(ctx, TREND_REFUSED, TREND_ALLOWED, (int64_t)offset, (int64_t)count, out,
                            out_count);
}

enum err service_view_tag_history(struct ctx *ctx, struct sv name,
                                  struct trend_day out[TREND_HISTORY])
{
    return store_trend_history(ctx, name, ctx->now_ms / MS_PER_DAY, out);
}

static enum err statuses_list(struct ctx *ctx, enum trend_decision least, size_t offset,
                              size_t count, const struct status_view **out, size_t *out_count,
                              size_t *out_seen)
{
    struct status_id *ids = NULL;
    TRY(store_trend_statuses(ctx, least, TREND_ALLOWED, (int64_t)offset, (int64_t)count, &ids,
                             out_seen));
    return service_view_statuses(ctx, ids, *out_seen, out, out_count);
}

enum err service_list_trending_statuses(struct ctx *ctx, size_t offset, size_t count,
                                        const struct status_view **out, size_t *out_count,
                                        size_t *out_seen)
{
    const struct status_view *views = NULL;
    size_t found = 0;
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    *out_count = 0;
    *out_seen = 0;
    if (!are_shown(ctx))
        return ERR_OK;
    TRY(statuses_list(ctx, shown_least(ctx), offset, count, &views, &found, out_seen));
    struct status_view *kept = ARENA_ARRAY(ctx->arena, struct status_view, found);
    for (size_t i = 0; i < found; i++)
        if (service_is_for_public(ctx, &views[i]))
            kept[(*out_count)++] = views[i];
    *out = kept;
    return ERR_OK;
}

enum err service_list_all_trending_statuses(struct ctx *ctx, size_t offset, size_t count,
                                            const struct status_view **out, size_t *out_count,
                                            size_t *out_seen)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    *out_count = 0;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return statuses_list(ctx, TREND_REFUSED, offset, count, out, out_count, out_seen);
}

/* A card that went meanwhile leaves its place empty: out_found. */
static enum err link_load(struct ctx *ctx, const struct trend_link *link, bool *out_found,
                          struct trending_link *out)
{
    const struct account *authors = NULL;
    size_t author_count = 0;
    *out = (struct trending_link){ .decision = link->decision };
    TRY(store_preview_card_find(ctx, link->url, out_found, &out->card));
    if (!*out_found)
        return ERR_OK;
    TRY(store_trend_link_history(ctx, link->card, ctx->now_ms / MS_PER_DAY, out->history));
    if (!account_id_is_none(out->card.author))
        TRY(service_view_accounts(ctx, &out->card.author, 1, &authors, &author_count));
    out->author = author_count == 1 && !account_is_gone(&authors[0]) ? &authors[0] : NULL;
    return ERR_OK;
}

static enum err links_list(struct ctx *ctx, enum trend_decision least, size_t offset, size_t count,
                           struct trending_link **out, size_t *out_count)
{
    struct trend_link *links = NULL;
    size_t found = 0;
    TRY(store_trend_links(ctx, least, TREND_ALLOWED, (int64_t)offset, (int64_t)count, &links,
                          &found));
    *out = ARENA_ARRAY(ctx->arena, struct trending_link, found);
    for (size_t i = 0; i < found; i++) {
        bool is_there = false;
        TRY(link_load(ctx, &links[i], &is_there, &(*out)[*out_count]));
        *out_count += is_there;
    }
    return ERR_OK;
}

enum err service_list_trending_links(struct ctx *ctx, size_t offset, size_t count,
                                     struct trending_link **out, size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    *out_count = 0;
    return are_shown(ctx) ? links_list(ctx, shown_least(ctx), offset, count, out, out_count)
                          : ERR_OK;
}

enum err service_list_all_trending_links(struct ctx *ctx, size_t offset, size_t count,
                                         struct trending_link **out, size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    *out_count = 0;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return links_list(ctx, TREND_REFUSED, offset, count, out, out_count);
}

static enum err card_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                           struct status_cursor **out, size_t *out_count)
{
    const struct preview_card_id *card = arg;
    struct status_id *ids = NULL;
    TRY(store_timeline_card(ctx, *card, rest, &ids, out_count));
    *out = service_cursors_of(ctx, ids, *out_count);
    return ERR_OK;
}

static bool card_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(arg);
    return view->status->visibility == VISIBILITY_PUBLIC && view->account->is_discoverable &&
           service_is_for_public(ctx, view);
}

enum err service_list_link(struct ctx *ctx, struct sv url, const struct paging *paging,
                           struct status_page *out)
{
    struct url parsed;
    struct preview_card card;
    struct trend_link link;
    bool is_found = false;
    if (url_parse(ctx->arena, sv_trim(url), &parsed) != ERR_OK || !are_shown(ctx))
        return fail(ctx, ERR_NOT_FOUND, "no address, or no trends");
    TRY(store_preview_card_find(ctx, parsed.text, &is_found, &card));
    if (is_found)
        TRY(store_trend_link_find(ctx, card.id, &is_found, &link));
    if (!is_found || !link.is_trend || link.decision < shown_least(ctx))
        return fail(ctx, ERR_NOT_FOUND, "no trend");
    struct status_source source = { card_fetch, card_keeps, &card.id };
    return service_list_statuses(ctx, &source, paging, out);
}

struct decision {
    int64_t id;
    enum trend_decision decision;
    int64_t changed;
};

static struct decision decision_of(int64_t id, bool is_allowed)
{
    return (struct decision){ id, is_allowed ? TREND_ALLOWED : TREND_REFUSED, 0 };
}

static enum err status_write(struct ctx *ctx, void *arg)
{
    struct decision *d = arg;
    return store_trend_status_decide(ctx, status_id(d->id), d->decision, &d->changed);
}

enum err service_decide_trending_status(struct ctx *ctx, struct status_id id, bool is_allowed,
                                        struct status_view *out)
{
    struct decision decision = decision_of(id.v, is_allowed);
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(db_write(ctx, status_write, &decision));
    if (decision.changed == 0)
        return fail(ctx, ERR_NOT_FOUND, "no trend");
    return service_view_status(ctx, id, out);
}

static enum err link_write(struct ctx *ctx, void *arg)
{
    struct decision *d = arg;
    return store_trend_link_decide(ctx, preview_card_id(d->id), d->decision, &d->changed);
}

enum err service_decide_trending_link(struct ctx *ctx, struct preview_card_id id, bool is_allowed,
                                      struct trending_link *out)
{
    struct decision decision = decision_of(id.v, is_allowed);
    struct trend_link link;
    bool is_found = false;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(db_write(ctx, link_write, &decision));
    TRY(store_trend_link_find(ctx, id, &is_found, &link));
    if (is_found)
        TRY(link_load(ctx, &link, &is_found, out));
    return is_found ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "no such page");
}

enum err service_list_publishers(struct ctx *ctx, const struct paging *paging,
                                 struct publisher **out, size_t *out_count)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_publisher_page(ctx, paging, out, out_count);
}

static enum err publisher_write(struct ctx *ctx, void *arg)
{
    const struct decision *d = arg;
    return store_publisher_decide(ctx, d->id, d->decision);
}

enum err service_decide_publisher(struct ctx *ctx, int64_t id, bool is_allowed,
                                  struct publisher *out)
{
    struct decision decision = decision_of(id, is_allowed);
    bool is_found = false;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(db_write(ctx, publisher_write, &decision));
    TRY(store_publisher_find(ctx, id, &is_found, out));
    return is_found ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "no such site");
}
