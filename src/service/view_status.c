/* View statuses. */
#include "service/view_status.h"

#include "base/vec.h"
#include "cache/cache.h"
#include "model/visibility.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/match_filters.h"
#include "store/account.h"
#include "store/poll.h"
#include "store/relation.h"
#include "store/status.h"
#include "store/status_flag.h"

/* Everything the views of one batch are made of. */
struct batch {
    struct status *statuses; /* what was asked for */
    size_t status_count;
    struct status *originals; /* what those reblog and is not among them */
    size_t original_count;
    VEC(struct account_id) wanted;
    VEC(struct account *) accounts;
    VEC(struct relationship *) relations;
    VEC(struct status_id) flagged;
    struct status_flags *flags; /* NULL for anonymous viewers */
    struct status_flags *more_flags;
    struct status_application *applications;
    size_t application_count;
    struct poll_choice *choices;
    size_t choice_count;
};

static bool is_anonymous(const struct ctx *ctx)
{
    return account_id_is_none(ctx->viewer.account);
}

static const struct status *status_in(const struct status *list, size_t count, struct status_id id)
{
    for (size_t i = 0; i < count; i++)
        if (status_id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

static const struct status *status_find(const struct batch *b, struct status_id id)
{
    const struct status *found = status_in(b->statuses, b->status_count, id);
    return found != NULL ? found : status_in(b->originals, b->original_count, id);
}

static const struct account *account_find(const struct batch *b, struct account_id id)
{
    for (size_t i = 0; i < b->accounts.count; i++)
        if (account_id_eq(b->accounts.items[i]->id, id))
            return b->accounts.items[i];
    return NULL;
}

static const struct relationship *relation_find(const struct batch *b, struct account_id id)
{
    for (size_t i = 0; i < b->relations.count; i++)
        if (account_id_eq(b->relations.items[i]->account, id))
            return b->relations.items[i];
    return NULL;
}

static void account_want(struct arena *a, struct batch *b, struct account_id id)
{
    if (account_id_is_none(id))
        return;
    for (size_t i = 0; i < b->wanted.count; i++)
        if (account_id_eq(b->wanted.items[i], id))
            return;
    *VEC_PUSH(a, &b->wanted) = id;
}

static enum err originals_load(struct ctx *ctx, struct batch *b)
{
    struct status_id ids[STORE_LIST_MAX];
    size_t count = 0;
    for (size_t i = 0; i < b->status_count; i++) {
        struct status_id id = b->statuses[i].reblog_of;
        bool is_known =
            status_id_is_none(id) || status_in(b->statuses, b->status_count, id) != NULL;
        for (size_t j = 0; j < count && !is_known; j++)
            is_known = status_id_eq(ids[j], id);
        if (!is_known)
            ids[count++] = id;
    }
    return store_status_list(ctx, ids, count, &b->originals, &b->original_count);
}

static void accounts_want(struct arena *a, struct batch *b, const struct status *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        account_want(a, b, list[i].account);
        account_want(a, b, list[i].in_reply_to_account);
        if (list[i].card != NULL)
            account_want(a, b, list[i].card->author);
    }
}

static enum err accounts_load(struct ctx *ctx, struct batch *b)
{
    for (size_t at = 0; at < b->wanted.count; at += STORE_LIST_MAX) {
        size_t left = b->wanted.count - at;
        struct account *list = NULL;
        size_t count = 0;
        TRY(store_account_list(ctx, &b->wanted.items[at],
                               left < STORE_LIST_MAX ? left : STORE_LIST_MAX, &list, &count));
        TRY(service_apply_domain_rules(ctx, list, count));
        for (size_t i = 0; i < count; i++)
            *VEC_PUSH(ctx->arena, &b->accounts) = &list[i];
    }
    return ERR_OK;
}

static enum err relations_load(struct ctx *ctx, struct batch *b)
{
    bool is_own = b->wanted.count == 1 && account_id_eq(b->wanted.items[0], ctx->viewer.account);
    for (size_t at = 0; at < b->wanted.count && !is_own; at += STORE_LIST_MAX) {
        size_t left = b->wanted.count - at;
        size_t count = left < STORE_LIST_MAX ? left : STORE_LIST_MAX;
        struct relationship *list = NULL;
        TRY(store_relationship_list(ctx, ctx->viewer.account, &b->wanted.items[at], count, &list));
        for (size_t i = 0; i < count; i++)
            *VEC_PUSH(ctx->arena, &b->relations) = &list[i];
    }
    return ERR_OK;
}

/* What moderators decided about an author's media holds for all of them. */
static void sensitized_cover(const struct batch *b, struct status *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct account *author = account_find(b, list[i].account);
        list[i].is_sensitive |= author != NULL && author->is_sensitized;
    }
}

/* Reblogs show the flags of what they reblog, so only originals are asked for. */
static enum err flags_load(struct ctx *ctx, struct batch *b)
{
    struct status_id ids[STORE_LIST_MAX];
    size_t count = 0;
    for (size_t i = 0; i < b->status_count; i++)
        if (!status_is_reblog(&b->statuses[i]))
            ids[count++] = b->statuses[i].id;
    TRY(store_status_flags(ctx, ctx->viewer.account, ids, count, &b->flags));
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(ctx->arena, &b->flagged) = ids[i];
    for (size_t i = 0; i < b->original_count; i++)
        ids[i] = b->originals[i].id;
    TRY(store_status_flags(ctx, ctx->viewer.account, ids, b->original_count, &b->more_flags));
    return ERR_OK;
}

static void polls_want(const struct status *list, size_t count, struct status_id *ids,
                       size_t *out_count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].poll != NULL && *out_count < STORE_LIST_MAX)
            ids[(*out_count)++] = list[i].id;
}

/* A status asks something itself or reblogs one that does, so a page has no more polls than places. */
static enum err choices_load(struct ctx *ctx, struct batch *b)
{
    struct status_id ids[STORE_LIST_MAX];
    size_t count = 0;
    polls_want(b->statuses, b->status_count, ids, &count);
    polls_want(b->originals, b->original_count, ids, &count);
    return store_poll_choices(ctx, ctx->viewer.account, ids, count, &b->choices, &b->choice_count);
}

static struct status_flags flags_of(const struct batch *b, struct status_id id)
{
    if (b->flags == NULL)
        return (struct status_flags){ 0 };
    for (size_t i = 0; i < b->flagged.count; i++)
        if (status_id_eq(b->flagged.items[i], id))
            return b->flags[i];
    for (size_t i = 0; i < b->original_count; i++)
        if (status_id_eq(b->originals[i].id, id))
            return b->more_flags[i];
    return (struct status_flags){ 0 };
}

static void applications_want(const struct status *list, size_t count, struct application_id *ids,
                              size_t *out_count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_known = application_id_is_none(list[i].application);
        for (size_t j = 0; j < *out_count && !is_known; j++)
            is_known = application_id_eq(ids[j], list[i].application);
        /* Beyond a page's worth of programs the rest goes without a name. */
        if (!is_known && *out_count < STORE_LIST_MAX)
            ids[(*out_count)++] = list[i].application;
    }
}

static enum err applications_load(struct ctx *ctx, struct batch *b)
{
    struct application_id ids[STORE_LIST_MAX];
    size_t count = 0;
    applications_want(b->statuses, b->status_count, ids, &count);
    applications_want(b->originals, b->original_count, ids, &count);
    return store_status_applications(ctx, ids, count, &b->applications, &b->application_count);
}

static enum err batch_load(struct ctx *ctx, const struct status_id *ids, size_t count,
                           struct batch *b)
{
    TRY(store_status_list(ctx, ids, count, &b->statuses, &b->status_count));
    TRY(originals_load(ctx, b));
    accounts_want(ctx->arena, b, b->statuses, b->status_count);
    accounts_want(ctx->arena, b, b->originals, b->original_count);
    TRY(accounts_load(ctx, b));
    sensitized_cover(b, b->statuses, b->status_count);
    sensitized_cover(b, b->originals, b->original_count);
    TRY(applications_load(ctx, b));
    if (is_anonymous(ctx))
        return ERR_OK;
    TRY(relations_load(ctx, b));
    TRY(choices_load(ctx, b));
    return flags_load(ctx, b);
}

static bool is_mentioned(const struct status *status, struct account_id account)
{
    for (size_t i = 0; i < status->mention_count; i++)
        if (account_id_eq(status->mentions[i].account, account))
            return true;
    return false;
}

static bool is_tombstoned(const struct ctx *ctx, const struct status *status)
{
    struct cache *cache = ctx->engine->cache;
    return cache_is_tombstoned(cache, cache_ref_status(status->id)) ||
           cache_is_tombstoned(cache, cache_ref_account(status->account));
}

/* What was written to a page alone is for those of its team who answer. */
static bool is_kept_from_role(const struct ctx *ctx, const struct status *status)
{
    return status->visibility == VISIBILITY_DIRECT && ctx->viewer.is_page &&
           ctx->viewer.page_role < PAGE_ROLE_MODERATOR;
}

static bool is_visible(const struct ctx *ctx, const struct batch *b, const struct status *status)
{
    const struct account *author = account_find(b, status->account);
    if (author == NULL || is_tombstoned(ctx, status) || is_kept_from_role(ctx, status))
        return false;
    const struct relationship *relation = relation_find(b, status->account);
    struct account_id viewer = ctx->viewer.account;
    struct visibility_facts facts = {
        .visibility = status->visibility,
        .author_is_gone = account_is_gone(author),
        .is_author = !is_anonymous(ctx) && account_id_eq(viewer, status->account),
        .is_mentioned = !is_anonymous(ctx) && is_mentioned(status, viewer),
        .follows_author = relation != NULL && relation->is_following,
        .author_blocks = relation != NULL && relation->is_blocked_by,
    };
    return visibility_allows(&facts);
}

static bool is_unwanted(const struct relationship *relation)
{
    return relation != NULL &&
           (relation->is_blocking || relation->is_muting || relation->is_domain_blocking);
}

static const struct relationship *relation_of(const struct ctx *ctx, const struct batch *b,
                                              struct account_id id)
{
    bool has_none = is_anonymous(ctx) || account_id_eq(id, ctx->viewer.account);
    return has_none ? NULL : relation_find(b, id);
}

static void application_hang(const struct batch *b, struct status_view *view)
{
    for (size_t i = 0; i < b->application_count; i++) {
        if (!application_id_eq(b->applications[i].id, view->status->application))
            continue;
        view->application_name = b->applications[i].name;
        view->application_website = b->applications[i].website;
    }
}

static void choices_hang(struct arena *a, const struct batch *b, struct status_view *view)
{
    if (view->status->poll == NULL || b->choice_count == 0)
        return;
    struct poll_option_id *choices = ARENA_ARRAY(a, struct poll_option_id, b->choice_count);
    for (size_t i = 0; i < b->choice_count; i++)
        if (status_id_eq(b->choices[i].status, view->status->id))
            choices[view->choice_count++] = b->choices[i].option;
    view->choices = choices;
}

/* Nobody who is shown nowhere else. */
static const struct account *author_of_card(const struct batch *b, const struct preview_card *card)
{
    const struct account *author = account_find(b, card->author);
    return author == NULL || account_is_gone(author) ? NULL : author;
}

static struct status_view view_make(const struct ctx *ctx, const struct batch *b,
                                    const struct status *status)
{
    struct status_id shown = status_is_reblog(status) ? status->reblog_of : status->id;
    struct status_flags flags = flags_of(b, shown);
    struct status_view view = {
        .status = status,
        .account = account_find(b, status->account),
        .reply_account = account_find(b, status->in_reply_to_account),
        .is_favourited = flags.is_favourited,
        .is_reblogged = flags.is_reblogged,
        .is_bookmarked = flags.is_bookmarked,
        .is_pinned = flags.is_pinned,
        .is_muted = flags.is_muted,
        .has_followed_tag = flags.has_followed_tag,
        .relation = relation_of(ctx, b, status->account),
        .reply_relation = relation_of(ctx, b, status->in_reply_to_account),
    };
    view.is_unwanted = is_unwanted(view.relation);
    if (status->card != NULL)
        view.card_author = author_of_card(b, status->card);
    application_hang(b, &view);
    choices_hang(ctx->arena, b, &view);
    return view;
}

/* False when the viewer may not see it. */
static bool view_find(const struct ctx *ctx, const struct batch *b, struct status_id id,
                      struct status_view *out)
{
    const struct status *status = status_find(b, id);
    if (status == NULL || !is_visible(ctx, b, status))
        return false;
    *out = view_make(ctx, b, status);
    if (!status_is_reblog(status))
        return true;
    const struct status *original = status_find(b, status->reblog_of);
    if (original == NULL || status_is_reblog(original) || !is_visible(ctx, b, original))
        return false;
    struct status_view *reblog = ARENA_NEW(ctx->arena, struct status_view);
    *reblog = view_make(ctx, b, original);
    out->reblog = reblog;
    out->is_unwanted = out->is_unwanted || reblog->is_unwanted;
    return true;
}

static enum err batch_view(struct ctx *ctx, const struct status_id *ids, size_t count,
                           struct status_view *out, size_t *out_count)
{
    struct status_id distinct[STORE_LIST_MAX];
    size_t distinct_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_known = false;
        for (size_t j = 0; j < distinct_count && !is_known; j++)
            is_known = status_id_eq(distinct[j], ids[i]);
        if (!is_known)
            distinct[distinct_count++] = ids[i];
    }
    struct batch batch = { 0 };
    TRY(batch_load(ctx, distinct, distinct_count, &batch));
    for (size_t i = 0; i < count; i++)
        *out_count += view_find(ctx, &batch, ids[i], &out[*out_count]);
    return ERR_OK;
}

enum err service_view_statuses(struct ctx *ctx, const struct status_id *ids, size_t count,
                               const struct status_view **out, size_t *out_count)
{
    struct status_view *views = ARENA_ARRAY(ctx->arena, struct status_view, count);
    size_t view_count = 0;
    for (size_t at = 0; at < count; at += STORE_LIST_MAX) {
        size_t left = count - at;
        TRY(batch_view(ctx, &ids[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX, views,
                       &view_count));
        if (arena_is_over(ctx->arena))
            return fail(ctx, ERR_LIMIT, "%zu statuses do not fit into the request's memory", count);
    }
    TRY(service_match_filters(ctx, views, view_count));
    *out = views;
    *out_count = view_count;
    return ERR_OK;
}

enum err service_view_status(struct ctx *ctx, struct status_id id, struct status_view *out)
{
    const struct status_view *views = NULL;
    size_t count = 0;
    TRY(service_view_statuses(ctx, &id, 1, &views, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = views[0];
    return ERR_OK;
}

bool service_is_embeddable(const struct status_view *view)
{
    return view->status->is_local && view->status->visibility <= VISIBILITY_UNLISTED &&
           view->reblog == NULL && !account_is_gone(view->account);
}
