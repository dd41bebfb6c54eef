/* List conversations. */
#include "service/list_conversations.h"

#include "base/vec.h"
#include "db/db.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/conversation.h"
#include "store/relation.h"

#define DELETE_BATCH 1000
#define PAGES_MAX 10 /* of which nothing may be shown */

/* What a page of conversations shows besides. */
struct batch {
    const struct status_view *statuses;
    size_t status_count;
    VEC(struct account_id) ids; /* of who takes part, each once */
    const struct account *accounts;
    size_t account_count;
    VEC(struct account_id) blocked;
};

static const struct status_view *status_in(const struct batch *b, struct status_id id)
{
    for (size_t i = 0; i < b->status_count; i++)
        if (status_id_eq(b->statuses[i].status->id, id))
            return &b->statuses[i];
    return NULL;
}

static const struct account *account_in(const struct batch *b, struct account_id id)
{
    for (size_t i = 0; i < b->account_count; i++)
        if (account_id_eq(b->accounts[i].id, id))
            return &b->accounts[i];
    return NULL;
}

static void person_want(struct ctx *ctx, struct batch *b, struct account_id id)
{
    for (size_t i = 0; i < b->ids.count; i++)
        if (account_id_eq(b->ids.items[i], id))
            return;
    *VEC_PUSH(ctx->arena, &b->ids) = id;
}

static void people_want(struct ctx *ctx, struct batch *b, const struct status *status)
{
    person_want(ctx, b, status->account);
    for (size_t i = 0; i < status->mention_count; i++)
        if (!status->mentions[i].is_silent)
            person_want(ctx, b, status->mentions[i].account);
}

static enum err blocks_load(struct ctx *ctx, struct batch *b)
{
    for (size_t at = 0; at < b->ids.count; at += STORE_LIST_MAX) {
        size_t left = b->ids.count - at;
        size_t count = left < STORE_LIST_MAX ? left : STORE_LIST_MAX;
        struct relationship *list = NULL;
        TRY(store_relationship_list(ctx, ctx->viewer.account, &b->ids.items[at], count, &list));
        for (size_t i = 0; i < count; i++)
            if (list[i].is_blocking)
                *VEC_PUSH(ctx->arena, &b->blocked) = b->ids.items[at + i];
    }
    return ERR_OK;
}

static enum err batch_load(struct ctx *ctx, const struct conversation *list, size_t count,
                           struct batch *b)
{
    struct status_id *lasts = ARENA_ARRAY(ctx->arena, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        lasts[i] = list[i].last;
    TRY(service_view_statuses(ctx, lasts, count, &b->statuses, &b->status_count));
    person_want(ctx, b, ctx->viewer.account);
    for (size_t i = 0; i < b->status_count; i++)
        people_want(ctx, b, b->statuses[i].status);
    TRY(blocks_load(ctx, b));
    return service_view_accounts(ctx, b->ids.items, b->ids.count, &b->accounts, &b->account_count);
}

static bool is_blocked(const struct batch *b, struct account_id id)
{
    for (size_t i = 0; i < b->blocked.count; i++)
        if (account_id_eq(b->blocked.items[i], id))
            return true;
    return false;
}

/* Once each; who is gone is left out. */
static void person_add(const struct batch *b, struct account_id id, struct conversation_view *view)
{
    const struct account *account = account_in(b, id);
    for (size_t i = 0; i < view->people_count; i++)
        if (view->people[i] == account)
            return;
    if (account != NULL)
        view->people[view->people_count++] = account;
}

/* False when it is not shown. */
static bool view_make(struct ctx *ctx, const struct batch *b, const struct conversation *c,
                      struct conversation_view *out)
{
    const struct status_view *last = status_in(b, c->last);
    if (last == NULL || last->is_unwanted)
        return false;
    const struct status *status = last->status;
    struct account_id viewer = ctx->viewer.account;
    *out = (struct conversation_view){ .conversation = *c, .last = last };
    out->people = ARENA_ARRAY(ctx->arena, const struct account *, status->mention_count + 1);
    if (!account_id_eq(status->account, viewer))
        person_add(b, status->account, out);
    for (size_t i = 0; i < status->mention_count; i++) {
        struct account_id id = status->mentions[i].account;
        if (is_blocked(b, id))
            return false;
        if (!status->mentions[i].is_silent && !account_id_eq(id, viewer))
            person_add(b, id, out);
    }
    if (out->people_count == 0)
        person_add(b, viewer, out);
    return true;
}

/* The last message as it is by now: the one that was found may have been erased before it was read. */
static enum err lasts_find(struct ctx *ctx, const struct batch *b, struct conversation *list,
                           size_t count, bool *out_changed)
{
    *out_changed = false;
    for (size_t i = 0; i < count; i++) {
        struct conversation now;
        if (status_in(b, list[i].last) != NULL)
            continue;
        db_release(ctx); /* what follows sees what was committed since */
        enum err err = store_conversation_get(ctx, ctx->viewer.account, list[i].id, &now);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        *out_changed |= !status_id_eq(now.last, list[i].last);
        list[i].last = now.last;
    }
    return ERR_OK;
}

static enum err views_make(struct ctx *ctx, struct conversation *list, size_t count,
                           struct conversation_view **out, size_t *out_count)
{
    struct batch batch = { 0 };
    bool is_changed = false;
    TRY(batch_load(ctx, list, count, &batch));
    TRY(lasts_find(ctx, &batch, list, count, &is_changed));
    if (is_changed) {
        batch = (struct batch){ 0 };
        TRY(batch_load(ctx, list, count, &batch));
    }
    struct conversation_view *views = ARENA_ARRAY(ctx->arena, struct conversation_view, count);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        filled += view_make(ctx, &batch, &list[i], &views[filled]);
    *out = views;
    *out_count = filled;
    return ERR_OK;
}

static enum err page_read(struct ctx *ctx, const struct paging *paging,
                          struct conversation_view **out, size_t *out_count,
                          struct paging_span *span, bool *out_is_end)
{
    struct conversation *list = NULL;
    size_t count = 0;
    TRY(store_conversation_page(ctx, ctx->viewer.account, paging, &list, &count));
    for (size_t i = 0; i < count; i++)
        paging_span_add(span, list[i].position.v);
    *out_is_end = count < paging->count;
    return views_make(ctx, list, count, out, out_count);
}

enum err service_list_conversations(struct ctx *ctx, const struct paging *paging,
                                    struct conversation_view **out, size_t *out_count,
                                    struct paging_span *out_span)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct conversation_view *views = NULL;
    struct paging_span span = { 0 };
    struct paging rest = *paging;
    size_t count = 0;
    bool is_end = false;
    for (int i = 0; i < PAGES_MAX && count == 0 && !is_end; i++) {
        TRY(page_read(ctx, &rest, &views, &count, &span, &is_end));
        if (rest.is_from_oldest)
            rest.above = span.newest;
        else
            rest.below = span.oldest;
    }
    *out = views;
    *out_count = count;
    *out_span = count == 0 && is_end ? (struct paging_span){ 0 } : span;
    return ERR_OK;
}

enum err service_get_conversation(struct ctx *ctx, struct conversation_id id,
                                  struct conversation_view *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct conversation conversation;
    TRY(store_conversation_get(ctx, ctx->viewer.account, id, &conversation));
    struct conversation_view *views = NULL;
    size_t count = 0;
    TRY(views_make(ctx, &conversation, 1, &views, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = views[0];
    return ERR_OK;
}

static enum err mark_write(struct ctx *ctx, void *arg)
{
    const struct conversation *c = arg;
    return store_conversation_mark(ctx, c->owner, c->id, c->is_unread);
}

enum err service_mark_conversation(struct ctx *ctx, struct conversation_id id, bool is_unread,
                                   struct conversation_view *out)
{
    struct conversation_view view;
    TRY(service_get_conversation(ctx, id, &view));
    view.conversation.is_unread = is_unread;
    TRY(service_write_acting(ctx, mark_write, &view.conversation));
    *out = view;
    return ERR_OK;
}

struct removal {
    struct conversation conversation;
    int64_t deleted;
};

static enum err delete_write(struct ctx *ctx, void *arg)
{
    struct removal *r = arg;
    return store_conversation_delete(ctx, &r->conversation, DELETE_BATCH, &r->deleted);
}

enum err service_delete_conversation(struct ctx *ctx, struct conversation_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct removal r = { .deleted = DELETE_BATCH };
    TRY(store_conversation_get(ctx, ctx->viewer.account, id, &r.conversation));
    while (r.deleted == DELETE_BATCH)
        TRY(service_write_acting(ctx, delete_write, &r));
    return ERR_OK;
}

static enum err direct_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                             struct status_cursor **out, size_t *out_count)
{
    UNUSED(arg);
    struct status_id *ids = NULL;
    TRY(store_conversation_status_page(ctx, ctx->viewer.account, rest, &ids, out_count));
    *out = service_cursors_of(ctx, ids, *out_count);
    return ERR_OK;
}

static bool direct_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(ctx);
    UNUSED(arg);
    return !view->is_unwanted;
}

enum err service_list_direct(struct ctx *ctx, const struct paging *paging, struct status_page *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct status_source source = { direct_fetch, direct_keeps, NULL };
    return service_list_statuses(ctx, &source, paging, out);
}
