/* Feature hashtags. */
#include "service/feature_tag.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "service/view_account.h"
#include "text/status_text.h"

/* A year of a busy account, some milliseconds of reading. */
#define SUGGESTION_POSTS 400

struct change {
    struct account_id owner;
    struct sv name;
    struct tag_id tag;
    int64_t id;
};

static enum err feature_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    service_tie_changed(ctx, c->owner, c->owner);
    return store_featured_tag_insert(ctx, c->owner, c->name, c->tag, c->id);
}

static enum err unfeature_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    service_tie_changed(ctx, c->owner, c->owner);
    return store_featured_tag_delete(ctx, c->owner, c->id);
}

static enum err tag_find(struct ctx *ctx, struct sv name, struct featured_tag *out)
{
    struct featured_tag *tags = NULL;
    size_t count = 0;
    TRY(store_featured_tag_list(ctx, ctx->viewer.account, &tags, &count));
    for (size_t i = 0; i < count; i++) {
        if (sv_eq(tags[i].name, name)) {
            *out = tags[i];
            return ERR_OK;
        }
    }
    return fail(ctx, ERR_CONFLICT, "the featured tag went away meanwhile");
}

enum err service_feature_tag(struct ctx *ctx, struct sv name, struct featured_tag *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    name = sv_trim(name);
    if (sv_starts_with(name, SV("#")))
        name = sv_sub(name, 1, name.len);
    if (!status_text_is_tag(name))
        return fail(ctx, ERR_VALIDATION, "not a tag");
    struct change change = { .owner = ctx->viewer.account,
                             .name = status_text_normalize_tag(ctx->arena, name),
                             .tag = tag_id(engine_next_id(ctx)),
                             .id = engine_next_id(ctx) };
    TRY(service_write_acting(ctx, feature_write, &change));
    return tag_find(ctx, change.name, out);
}

enum err service_unfeature_tag(struct ctx *ctx, int64_t id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct change change = { .owner = ctx->viewer.account, .id = id };
    return service_write_acting(ctx, unfeature_write, &change);
}

enum err service_unfeature_tag_named(struct ctx *ctx, struct sv name)
{
    bool is_found = false;
    int64_t id = 0;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    name = status_text_normalize_tag(ctx->arena, name);
    TRY(store_featured_tag_find(ctx, ctx->viewer.account, name, &is_found, &id));
    enum err err = is_found ? service_unfeature_tag(ctx, id) : ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_list_featured_tags(struct ctx *ctx, struct account_id account,
                                    struct featured_tag **out, size_t *out_count)
{
    struct account owner;
    TRY(service_view_account(ctx, account, &owner));
    if (account_is_gone(&owner))
        return ERR_NOT_FOUND;
    return store_featured_tag_list(ctx, account, out, out_count);
}

enum err service_suggest_featured_tags(struct ctx *ctx, struct sv **out, size_t *out_count)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    return store_featured_tag_suggestions(ctx, ctx->viewer.account, SUGGESTION_POSTS,
                                          FEATURED_TAGS_MAX, out, out_count);
}

enum err service_is_featuring_tag(struct ctx *ctx, struct sv name, bool *out)
{
    int64_t id = 0;
    *out = false;
    if (account_id_is_none(ctx->viewer.account))
        return ERR_OK;
    return store_featured_tag_find(ctx, ctx->viewer.account, name, out, &id);
}
