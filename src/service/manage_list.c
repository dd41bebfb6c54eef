/* Manage lists. */
#include "service/manage_list.h"

#include "base/vec.h"
#include "db/db.h"
#include "feed/feed.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "service/view_account.h"
#include "store/list.h"
#include "stream/stream.h"
#include "text/utf8.h"

#define MEMBER_PAGE 5000

enum err service_list_lists(struct ctx *ctx, struct list **out, size_t *out_count)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    return store_list_list(ctx, ctx->viewer.account, out, out_count);
}

enum err service_list_lists_with(struct ctx *ctx, struct account_id member, struct list **out,
                                 size_t *out_count)
{
    struct account account;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(service_view_account(ctx, member, &account));
    return store_list_list_of_member(ctx, ctx->viewer.account, member, out, out_count);
}

/* A list of the account the viewer acts as. */
static enum err own_get(struct ctx *ctx, struct list_id id, enum page_role least, struct list *out)
{
    struct list list;
    TRY(service_permit_acting(ctx, least));
    TRY(store_list_get(ctx, id, &list));
    if (!account_id_eq(list.owner, ctx->viewer.account))
        return ERR_NOT_FOUND;
    *out = list;
    return ERR_OK;
}

enum err service_get_list(struct ctx *ctx, struct list_id id, struct list *out)
{
    return own_get(ctx, id, PAGE_ROLE_ANALYST, out);
}

static enum err edit_apply(struct ctx *ctx, const struct list_edit *edit, struct list *list)
{
    if (edit->has_title)
        list->title = sv_trim(edit->title);
    if (edit->has_replies)
        list->replies = edit->replies;
    if (edit->has_exclusive)
        list->is_exclusive = edit->is_exclusive;
    bool is_right = list->title.len > 0 && utf8_is_valid(list->title) &&
                    utf8_count_chars(list->title) <= LIST_TITLE_MAX_CHARS;
    return is_right ? ERR_OK : fail(ctx, ERR_VALIDATION, "title of a list");
}

struct change {
    struct list list;
    struct sv title_box;
    const struct account_id *members;
    size_t member_count;
};

/* The index holds who is in a list, and a list may set its members apart from home. */
struct membership {
    struct feed *feed;
    struct list_id list;
};

static void membership_apply(void *arg)
{
    const struct membership *m = arg;
    feed_set_invalidate(m->feed, (struct feed_set_key){ FEED_SET_LIST, m->list.v });
}

static void membership_changed(struct ctx *ctx, struct account_id owner, struct list_id list)
{
    struct membership *m = ARENA_NEW(ctx->arena, struct membership);
    *m = (struct membership){ ctx->engine->feed, list };
    db_after_commit(ctx, membership_apply, m);
    service_tie_changed(ctx, owner, owner);
}

static enum err new_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    int64_t count = 0;
    TRY(store_list_count(ctx, c->list.owner, &count));
    if (count >= LISTS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d lists", LISTS_MAX);
    return store_list_insert(ctx, &c->list, c->title_box);
}

enum err service_new_list(struct ctx *ctx, const struct list_edit *edit, struct list *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct change c = {
        .list = { .id = list_id(engine_next_id(ctx)), .owner = ctx->viewer.account },
    };
    TRY(edit_apply(ctx, edit, &c.list));
    TRY(store_list_seal(ctx, &c.list, &c.title_box));
    TRY(service_write_acting(ctx, new_write, &c));
    *out = c.list;
    return ERR_OK;
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    service_tie_changed(ctx, c->list.owner, c->list.owner);
    return store_list_update(ctx, &c->list, c->title_box);
}

enum err service_edit_list(struct ctx *ctx, struct list_id id, const struct list_edit *edit,
                           struct list *out)
{
    struct change c = { 0 };
    TRY(own_get(ctx, id, PAGE_ROLE_EDITOR, &c.list));
    TRY(edit_apply(ctx, edit, &c.list));
    TRY(store_list_seal(ctx, &c.list, &c.title_box));
    TRY(service_write_acting(ctx, edit_write, &c));
    *out = c.list;
    return ERR_OK;
}

struct deletion {
    struct stream *stream;
    struct list_id list;
};

static void deletion_apply(void *arg)
{
    const struct deletion *d = arg;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_LIST, .id = d->list.v };
    if (d->stream != NULL)
        (void)stream_end_channel(d->stream, &channel);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    struct deletion *d = ARENA_NEW(ctx->arena, struct deletion);
    *d = (struct deletion){ ctx->engine->stream, c->list.id };
    db_after_commit(ctx, deletion_apply, d);
    membership_changed(ctx, c->list.owner, c->list.id);
    return store_list_delete(ctx, c->list.id);
}

enum err service_delete_list(struct ctx *ctx, struct list_id id)
{
    struct change c = { 0 };
    TRY(own_get(ctx, id, PAGE_ROLE_EDITOR, &c.list));
    return service_write_acting(ctx, delete_write, &c);
}

enum err service_load_list_members(struct ctx *ctx, struct list_id id, struct account_id **out,
                                   size_t *out_count)
{
    VEC(struct account_id) members = { 0 };
    struct account_id after = { 0 };
    size_t count = MEMBER_PAGE;
    while (count == MEMBER_PAGE) {
        struct account_id *ids = NULL;
        TRY(store_list_member_ids(ctx, id, after, MEMBER_PAGE, &ids, &count));
        for (size_t i = 0; i < count; i++)
            *VEC_PUSH(ctx->arena, &members) = after = ids[i];
        if (arena_is_over(ctx->arena))
            return fail(ctx, ERR_LIMIT, "a list passes the arena");
    }
    *out = members.items;
    *out_count = members.count;
    return ERR_OK;
}

static enum err all_members(struct ctx *ctx, struct list_id id, struct account_page *out)
{
    struct account_id *ids = NULL;
    size_t count = 0;
    *out = (struct account_page){ 0 };
    TRY(service_load_list_members(ctx, id, &ids, &count));
    return service_view_accounts(ctx, ids, count, &out->accounts, &out->count);
}

enum err service_list_list_members(struct ctx *ctx, struct list_id id, const struct paging *paging,
                                   struct account_page *out)
{
    struct list list;
    struct relation_ref *refs = NULL;
    size_t count = 0;
    TRY(own_get(ctx, id, PAGE_ROLE_ANALYST, &list));
    if (paging == NULL)
        return all_members(ctx, id, out);
    TRY(store_list_member_page(ctx, id, paging, &refs, &count));
    return service_view_refs(ctx, refs, count, out);
}

/* Followed, asked to be followed, or oneself. */
static enum err members_check(struct ctx *ctx, const struct account_id *members, size_t count)
{
    struct relationship *relations = NULL;
    TRY(service_list_relationships(ctx, members, count, &relations));
    for (size_t i = 0; i < count; i++) {
        bool is_near = relations[i].is_following || relations[i].is_requested ||
                       account_id_eq(members[i], ctx->viewer.account);
        if (!is_near)
            return ERR_NOT_FOUND;
    }
    return ERR_OK;
}

static enum err add_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    TRY(store_list_hold(ctx, c->list.id));
    for (size_t i = 0; i < c->member_count; i++) {
        bool is_new = false;
        TRY(store_list_member_insert(ctx, &c->list, c->members[i], engine_next_id(ctx), &is_new));
        if (!is_new)
            return fail(ctx, ERR_VALIDATION, "in the list already");
    }
    membership_changed(ctx, c->list.owner, c->list.id);
    return ERR_OK;
}

enum err service_add_list_members(struct ctx *ctx, struct list_id id,
                                  const struct account_id *members, size_t count)
{
    struct change c = { .members = members, .member_count = count };
    TRY(own_get(ctx, id, PAGE_ROLE_EDITOR, &c.list));
    TRY(members_check(ctx, members, count));
    return service_write_acting(ctx, add_write, &c);
}

static enum err remove_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    for (size_t i = 0; i < c->member_count; i++)
        TRY(store_list_member_delete(ctx, c->list.id, c->members[i]));
    membership_changed(ctx, c->list.owner, c->list.id);
    return ERR_OK;
}

enum err service_remove_list_members(struct ctx *ctx, struct list_id id,
                                     const struct account_id *members, size_t count)
{
    struct change c = { .members = members, .member_count = count };
    TRY(own_get(ctx, id, PAGE_ROLE_EDITOR, &c.list));
    return service_write_acting(ctx, remove_write, &c);
}

enum err service_leave_lists(struct ctx *ctx, struct account_id owner, struct account_id member)
{
    struct list_id *ids = NULL;
    size_t count = 0;
    TRY(store_list_ids_of_member(ctx, owner, member, &ids, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(store_list_member_delete(ctx, ids[i], member));
        membership_changed(ctx, owner, ids[i]);
    }
    return ERR_OK;
}
