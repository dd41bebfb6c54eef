/* Manage collections. */
#include "service/manage_collection.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/list_relations.h"
#include "service/permit.h"
#include "service/post_status.h"
#include "service/tie.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/collection.h"
#include "store/relation.h"
#include "text/status_text.h"
#include "text/utf8.h"

static bool is_of_viewer(const struct ctx *ctx, const struct collection *c)
{
    return account_id_eq(c->owner, ctx->viewer.account);
}

static bool is_visitor(const struct ctx *ctx)
{
    return account_id_is_none(ctx->viewer.account);
}

/* Who is there, wants to be found, and has nothing against the viewer, nor the viewer against them. relation: NULL for visitors */
static bool is_shown(const struct account *account, const struct relationship *relation)
{
    bool is_blocked = relation != NULL && (relation->is_blocking || relation->is_blocked_by);
    return !account_is_gone(account) && account->is_discoverable && !is_blocked;
}

static enum err relations_load(struct ctx *ctx, const struct account_id *ids, size_t count,
                               const struct relationship **out)
{
    struct relationship *relations = NULL;
    if (!is_visitor(ctx))
        TRY(store_relationship_list(ctx, ctx->viewer.account, ids, count, &relations));
    *out = relations;
    return ERR_OK;
}

/* Keep the items that are shown, in their order; the accounts of who is gone are not among those found. */
static enum err items_view(struct ctx *ctx, struct collection_view *view)
{
    struct collection *c = &view->collection;
    size_t count = c->item_count;
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    struct account *accounts = ARENA_ARRAY(ctx->arena, struct account, count);
    struct collection_item *items = ARENA_ARRAY(ctx->arena, struct collection_item, count);
    const struct account *found = NULL;
    const struct relationship *relations = NULL;
    size_t found_count = 0;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = c->items[i].account;
    TRY(service_view_accounts(ctx, ids, count, &found, &found_count));
    TRY(relations_load(ctx, ids, count, &relations));
    for (size_t i = 0, at = 0; i < count && at < found_count; i++) {
        if (!account_id_eq(found[at].id, ids[i]))
            continue;
        const struct account *account = &found[at++];
        if (!is_shown(account, relations != NULL ? &relations[i] : NULL))
            continue;
        items[shown] = c->items[i];
        accounts[shown++] = *account;
    }
    c->items = items;
    c->item_count = shown;
    view->accounts = accounts;
    return ERR_OK;
}

/* ERR_NOT_FOUND: it is gone, or not for the viewer. */
static enum err owner_load(struct ctx *ctx, struct account_id id, const struct account **out)
{
    struct account *owner = ARENA_NEW(ctx->arena, struct account);
    bool is_blocked = false;
    TRY(service_view_account(ctx, id, owner));
    if (!is_visitor(ctx))
        TRY(store_blocks_between(ctx, ctx->viewer.account, id, &is_blocked));
    if (account_is_gone(owner) || is_blocked)
        return ERR_NOT_FOUND;
    *out = owner;
    return ERR_OK;
}

static enum err view_make(struct ctx *ctx, const struct collection *c, const struct account *owner,
                          struct collection_view *out)
{
    struct collection_view view = { .collection = *c, .owner = owner };
    TRY(items_view(ctx, &view));
    *out = view;
    return ERR_OK;
}

enum err service_get_collection(struct ctx *ctx, struct collection_id id,
                                struct collection_view *out)
{
    struct collection c;
    const struct account *owner = NULL;
    TRY(store_collection_get(ctx, id, &c));
    TRY(owner_load(ctx, c.owner, &owner));
    return view_make(ctx, &c, owner, out);
}

enum err service_list_collections(struct ctx *ctx, struct account_id owner,
                                  struct collection_view **out, size_t *out_count)
{
    struct account account;
    const struct account *shown = NULL;
    struct collection *list = NULL;
    size_t count = 0;
    *out_count = 0;
    TRY(service_view_account(ctx, owner, &account));
    if (account_is_gone(&account))
        return ERR_NOT_FOUND;
    enum err err = owner_load(ctx, owner, &shown);
    if (err == ERR_NOT_FOUND)
        return ERR_OK; /* one blocks the other */
    TRY(err);
    TRY(store_collection_list(ctx, owner, &list, &count));
    *out = ARENA_ARRAY(ctx->arena, struct collection_view, count);
    for (size_t i = 0; i < count; i++)
        if (list[i].is_discoverable || is_of_viewer(ctx, &list[i]))
            TRY(view_make(ctx, &list[i], shown, &(*out)[(*out_count)++]));
    return ERR_OK;
}

enum err service_list_collections_with(struct ctx *ctx, int64_t offset, int64_t count,
                                       struct collection_view **out, size_t *out_count,
                                       bool *out_more)
{
    struct collection *list = NULL;
    size_t found = 0;
    *out_count = 0;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(store_collection_list_with(ctx, ctx->viewer.account, offset, count, &list, &found,
                                   out_more));
    *out = ARENA_ARRAY(ctx->arena, struct collection_view, found);
    for (size_t i = 0; i < found; i++) {
        const struct account *owner = NULL;
        enum err err = owner_load(ctx, list[i].owner, &owner);
        if (err == ERR_OK)
            TRY(view_make(ctx, &list[i], owner, &(*out)[(*out_count)++]));
        else if (err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_OK;
}

struct change {
    struct collection collection;
    struct collection_boxes boxes;
    struct collection_item *items; /* to put in */
    size_t item_count;
    struct collection_item_id item; /* to take out */
};

/* Whatever is kept of its owner shows it, or did. */
static void changed(struct ctx *ctx, const struct change *c)
{
    service_tie_changed(ctx, c->collection.owner, ctx->viewer.account);
}

/* One of the viewer's. */
static enum err own_get(struct ctx *ctx, struct collection_id id, struct collection *out)
{
    struct collection_view view;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_get_collection(ctx, id, &view));
    if (!is_of_viewer(ctx, &view.collection))
        return fail(ctx, ERR_FORBIDDEN, "another's collection");
    *out = view.collection;
    return ERR_OK;
}

static enum err tag_apply(struct ctx *ctx, struct sv typed, struct collection *c)
{
    struct sv name = sv_trim(typed);
    if (name.len > 0 && name.ptr[0] == '#')
        name = sv_from_offset(name, 1);
    if (name.len > 0 && !status_text_is_tag(name))
        return fail(ctx, ERR_VALIDATION, "not a hashtag");
    c->tag = name.len > 0 ? status_text_normalize_tag(ctx->arena, name) : SV("");
    return ERR_OK;
}

static bool text_fits(struct sv text, size_t max_chars)
{
    return utf8_is_valid(text) && utf8_count_chars(text) <= max_chars;
}

static enum err edit_apply(struct ctx *ctx, const struct collection_edit *edit,
                           struct collection *c)
{
    if (edit->has_name)
        c->name = sv_trim(edit->name);
    if (edit->has_description)
        c->description = sv_trim(edit->description);
    if (edit->has_tag)
        TRY(tag_apply(ctx, edit->tag, c));
    if (edit->has_language)
        c->language = service_status_language(edit->language);
    if (edit->has_sensitive)
        c->is_sensitive = edit->is_sensitive;
    if (edit->has_discoverable)
        c->is_discoverable = edit->is_discoverable;
    c->updated_ms = ctx->now_ms;
    bool has_right_language = !edit->has_language || edit->language.len == 0 || c->language.len > 0;
    if (c->name.len == 0 || !text_fits(c->name, COLLECTION_NAME_MAX_CHARS) ||
        !text_fits(c->description, COLLECTION_DESCRIPTION_MAX_CHARS) || !has_right_language)
        return fail(ctx, ERR_VALIDATION, "name, description or language of a collection");
    return ERR_OK;
}

/* May it be put into one of the viewer's? */
static enum err feature_check(struct ctx *ctx, struct account_id id)
{
    struct account account;
    const struct relationship *relation = NULL;
    TRY(service_view_account(ctx, id, &account));
    TRY(relations_load(ctx, &id, 1, &relation));
    if (!account_is_local(&account) || !is_shown(&account, relation))
        return fail(ctx, ERR_FORBIDDEN, "it cannot be put into collections");
    return ERR_OK;
}

static enum err items_prepare(struct ctx *ctx, const struct account_id *accounts, size_t count,
                              struct change *c)
{
    if (count > COLLECTION_ITEMS_MAX)
        return fail(ctx, ERR_VALIDATION, "%zu accounts", count);
    c->items = ARENA_ARRAY(ctx->arena, struct collection_item, count);
    c->item_count = count;
    for (size_t i = 0; i < count; i++) {
        TRY(feature_check(ctx, accounts[i]));
        c->items[i] =
            (struct collection_item){ collection_item_id(engine_next_id(ctx)), accounts[i] };
    }
    return ERR_OK;
}

/* Inside db_write. Nobody is put in who is erased meanwhile. */
static enum err items_write(struct ctx *ctx, const struct change *c)
{
    for (size_t i = 0; i < c->item_count; i++) {
        TRY(store_account_hold(ctx, c->items[i].account, NULL));
        TRY(store_collection_add(ctx, &c->collection, &c->items[i]));
    }
    return ERR_OK;
}

static enum err new_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    int64_t count = 0;
    TRY(store_collection_count(ctx, c->collection.owner, &count));
    if (count >= COLLECTIONS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d collections", COLLECTIONS_MAX);
    changed(ctx, c);
    TRY(store_collection_insert(ctx, &c->collection, &c->boxes));
    return items_write(ctx, c);
}

enum err service_new_collection(struct ctx *ctx, const struct collection_edit *edit,
                                const struct account_id *accounts, size_t count,
                                struct collection_view *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct change c = {
        .collection = { .id = collection_id(engine_next_id(ctx)), .owner = ctx->viewer.account },
    };
    TRY(edit_apply(ctx, edit, &c.collection));
    TRY(items_prepare(ctx, accounts, count, &c));
    TRY(store_collection_seal(ctx, &c.collection, &c.boxes));
    TRY(service_write_acting(ctx, new_write, &c));
    return service_get_collection(ctx, c.collection.id, out);
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    changed(ctx, c);
    return store_collection_update(ctx, &c->collection, &c->boxes);
}

enum err service_edit_collection(struct ctx *ctx, struct collection_id id,
                                 const struct collection_edit *edit, struct collection_view *out)
{
    struct change c = { 0 };
    TRY(own_get(ctx, id, &c.collection));
    TRY(edit_apply(ctx, edit, &c.collection));
    TRY(store_collection_seal(ctx, &c.collection, &c.boxes));
    TRY(service_write_acting(ctx, edit_write, &c));
    return service_get_collection(ctx, id, out);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    changed(ctx, c);
    return store_collection_delete(ctx, c->collection.id);
}

enum err service_delete_collection(struct ctx *ctx, struct collection_id id)
{
    struct change c = { 0 };
    TRY(own_get(ctx, id, &c.collection));
    return service_write_acting(ctx, delete_write, &c);
}

static enum err add_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    changed(ctx, c);
    return items_write(ctx, c);
}

enum err service_add_to_collection(struct ctx *ctx, struct collection_id id,
                                   struct account_id account, struct collection_item *out)
{
    struct change c = { 0 };
    TRY(own_get(ctx, id, &c.collection));
    TRY(items_prepare(ctx, &account, 1, &c));
    TRY(service_write_acting(ctx, add_write, &c));
    *out = c.items[0];
    return ERR_OK;
}

static enum err remove_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    changed(ctx, c);
    return store_collection_remove(ctx, c->collection.id, c->item);
}

enum err service_remove_from_collection(struct ctx *ctx, struct collection_id id,
                                        struct collection_item_id item)
{
    struct change c = { .item = item };
    TRY(own_get(ctx, id, &c.collection));
    return service_write_acting(ctx, remove_write, &c);
}

static enum err leave_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    changed(ctx, c);
    return store_collection_leave(ctx, c->collection.id, c->item, ctx->viewer.account);
}

/* Also where the owner blocks who leaves, so that nobody is held in one. */
enum err service_leave_collection(struct ctx *ctx, struct collection_id id,
                                  struct collection_item_id item)
{
    struct change c = { .item = item };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(store_collection_get(ctx, id, &c.collection));
    return service_write_acting(ctx, leave_write, &c);
}
