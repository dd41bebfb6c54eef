/* Compose a status. */
#include "service/compose_status.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/vec.h"
#include "conf/settings.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/media.h"
#include "store/tag.h"
#include "text/status_text.h"

struct composition {
    struct ctx *ctx;
    struct status_text_entities entities;
    VEC(struct status_mention) mentions;
    VEC(struct sv) tags;
    size_t resolved_count;
};

static enum err account_resolve(struct composition *c, struct sv username, struct sv domain,
                                bool *out_found, struct account *out)
{
    struct ctx *ctx = c->ctx;
    if (ctx->engine->resolve_account == NULL || c->resolved_count >= COMPOSE_RESOLVE_MAX)
        return ERR_OK;
    c->resolved_count++;
    db_release(ctx);
    struct sv acct =
        sv_printf(ctx->arena, "%" SV_FMT "@%" SV_FMT, SV_ARG(username), SV_ARG(domain));
    struct account_id id;
    /* A server that does not answer must not keep anybody from posting. */
    if (ctx->engine->resolve_account(ctx, acct, &id) != ERR_OK)
        return ERR_OK;
    TRY(store_account_get(ctx, id, out));
    *out_found = true;
    return ERR_OK;
}

static enum err account_find(struct composition *c, const struct status_text_entity *mention,
                             bool *out_found, struct account *out)
{
    struct ctx *ctx = c->ctx;
    struct sv domain = sv_lower(ctx->arena, mention->host);
    if (sv_eq_nocase(domain, ctx->engine->site.host))
        domain = SV("");
    *out_found = false;
    enum err err = store_account_find_handle(ctx, mention->username, domain, out_found, out);
    /* Being erased is being unknown. */
    if (err != ERR_OK)
        return err == ERR_KEY_GONE ? ERR_OK : err;
    if (!*out_found && domain.len > 0)
        TRY(account_resolve(c, mention->username, domain, out_found, out));
    *out_found = *out_found && !account_is_gone(out);
    return ERR_OK;
}

static void mention_add(struct composition *c, const struct account *account)
{
    for (size_t i = 0; i < c->mentions.count; i++)
        if (account_id_eq(c->mentions.items[i].account, account->id))
            return;
    *VEC_PUSH(c->ctx->arena, &c->mentions) = (struct status_mention){
        .account = account->id,
        .username = account->username,
        .domain = account->domain,
        .url = account->url,
    };
}

static const struct status_text_entity *mention_before(const struct composition *c, size_t at)
{
    const struct status_text_entity *mention = &c->entities.list.items[at];
    for (size_t i = 0; i < at; i++) {
        const struct status_text_entity *other = &c->entities.list.items[i];
        if (other->kind == STATUS_TEXT_MENTION &&
            sv_eq_nocase(other->username, mention->username) &&
            sv_eq_nocase(other->host, mention->host))
            return other;
    }
    return NULL;
}

static enum err mention_compose(struct composition *c, size_t at)
{
    struct status_text_entity *mention = &c->entities.list.items[at];
    const struct status_text_entity *before = mention_before(c, at);
    if (before != NULL || c->mentions.count >= STATUS_MENTIONS_MAX) {
        mention->href = before != NULL ? before->href : SV("");
        return ERR_OK;
    }
    struct account account;
    bool is_found = false;
    TRY(account_find(c, mention, &is_found, &account));
    if (!is_found)
        return ERR_OK;
    mention->href = site_url_of_account(c->ctx->arena, &c->ctx->engine->site, &account);
    mention_add(c, &account);
    return ERR_OK;
}

static void tag_compose(struct composition *c, struct status_text_entity *entity)
{
    struct arena *a = c->ctx->arena;
    struct sv name = status_text_normalize_tag(a, entity->tag);
    if (name.len == 0)
        return;
    bool is_known = false;
    for (size_t i = 0; i < c->tags.count && !is_known; i++)
        is_known = sv_eq(c->tags.items[i], name);
    if (!is_known && c->tags.count >= STATUS_TAGS_MAX)
        return;
    if (!is_known)
        *VEC_PUSH(a, &c->tags) = name;
    entity->href = site_tag_url(a, &c->ctx->engine->site, name);
}

static enum err entities_compose(struct composition *c)
{
    for (size_t i = 0; i < c->entities.list.count; i++) {
        struct status_text_entity *entity = &c->entities.list.items[i];
        if (entity->kind == STATUS_TEXT_MENTION)
            TRY(mention_compose(c, i));
        else if (entity->kind == STATUS_TEXT_HASHTAG)
            tag_compose(c, entity);
    }
    return ERR_OK;
}

static int mentions_compare(const void *left, const void *right)
{
    const struct status_mention *a = left;
    const struct status_mention *b = right;
    return (a->account.v > b->account.v) - (a->account.v < b->account.v);
}

static int tags_compare(const void *left, const void *right)
{
    const struct sv *a = left;
    const struct sv *b = right;
    return sv_cmp(*a, *b);
}

/* As the store lists them, so that a status looks alike before and after it was read. */
static void entities_sort(struct composition *c)
{
    if (c->mentions.count > 1)
        qsort(c->mentions.items, c->mentions.count, sizeof *c->mentions.items, mentions_compare);
    if (c->tags.count > 1)
        qsort(c->tags.items, c->tags.count, sizeof *c->tags.items, tags_compare);
}

static enum err length_check(struct ctx *ctx, struct sv text, struct sv spoiler,
                             const struct status_text_entities *entities)
{
    struct status_text_entities none = { 0 };
    size_t count = status_text_count(text, entities) + status_text_count(spoiler, &none);
    if ((int64_t)count > conf_i64(ctx->engine->conf, CONF_LIMITS_STATUS_CHARS))
        return fail(ctx, ERR_VALIDATION, "status has %zu characters", count);
    return ERR_OK;
}

static enum err words_compose(struct composition *c, struct sv text, struct status *status)
{
    TRY(entities_compose(c));
    entities_sort(c);
    status->content = status_text_render(c->ctx->arena, text, &c->entities, STATUS_TEXT_BODY);
    status->mentions = c->mentions.items;
    status->mention_count = c->mentions.count;
    status->tags = c->tags.items;
    status->tag_count = c->tags.count;
    return ERR_OK;
}

enum err service_check_words(struct ctx *ctx, struct sv text, struct sv spoiler, size_t media_count)
{
    struct status_text_entities entities = { 0 };
    text = sv_trim(text);
    spoiler = sv_trim(spoiler);
    if (text.len == 0 && spoiler.len == 0 && media_count == 0)
        return fail(ctx, ERR_VALIDATION, "status has neither text nor media");
    status_text_scan(ctx->arena, text, &entities);
    return length_check(ctx, text, spoiler, &entities);
}

/* Tags that moderators took out of use; what stands in a post already may stay. */
static enum err tags_check(struct ctx *ctx, const struct status *before, const struct status *after)
{
    struct sv *new = ARENA_ARRAY(ctx->arena, struct sv, after->tag_count);
    size_t count = 0;
    bool is_unusable = false;
    for (size_t i = 0; i < after->tag_count; i++) {
        bool is_old = false;
        for (size_t j = 0; j < before->tag_count && !is_old; j++)
            is_old = sv_eq(before->tags[j], after->tags[i]);
        if (!is_old)
            new[count++] = after->tags[i];
    }
    TRY(store_tags_unusable(ctx, new, count, &is_unusable));
    return is_unusable ? fail(ctx, ERR_VALIDATION, "a tag that is not to be used") : ERR_OK;
}

enum err service_check_tags(struct ctx *ctx, struct sv text)
{
    const struct status none = { 0 };
    struct status status = { 0 };
    struct composition c = { .ctx = ctx };
    status_text_scan(ctx->arena, sv_trim(text), &c.entities);
    for (size_t i = 0; i < c.entities.list.count; i++)
        if (c.entities.list.items[i].kind == STATUS_TEXT_HASHTAG)
            tag_compose(&c, &c.entities.list.items[i]);
    status.tags = c.tags.items;
    status.tag_count = c.tags.count;
    return tags_check(ctx, &none, &status);
}

enum err service_compose_status(struct ctx *ctx, struct sv text, struct sv spoiler,
                                struct status *status)
{
    const struct status before = *status;
    struct sv typed = text; /* comes back as it was typed, for editing */
    text = sv_trim(text);
    spoiler = sv_trim(spoiler);
    if (text.len == 0) {
        typed = text = spoiler;
        spoiler = SV("");
    }
    if (text.len == 0 && status->media_count == 0)
        return fail(ctx, ERR_VALIDATION, "status has neither text nor media");
    struct composition c = { .ctx = ctx };
    status_text_scan(ctx->arena, text, &c.entities);
    TRY(length_check(ctx, text, spoiler, &c.entities));
    TRY(words_compose(&c, text, status));
    TRY(tags_check(ctx, &before, status));
    status->source = typed;
    status->spoiler = spoiler;
    return ERR_OK;
}

enum err service_check_poll(struct ctx *ctx, const struct poll_draft *draft)
{
    enum poll_fault fault = poll_draft_check(draft);
    if (fault != POLL_FAULT_NONE)
        return fail(ctx, ERR_VALIDATION, "poll has fault %d", (int)fault);
    return ERR_OK;
}

enum err service_compose_poll(struct ctx *ctx, const struct poll_draft *draft,
                              const struct poll **out)
{
    TRY(service_check_poll(ctx, draft));
    struct poll_option *options = ARENA_ARRAY(ctx->arena, struct poll_option, draft->option_count);
    for (size_t i = 0; i < draft->option_count; i++)
        options[i] = (struct poll_option){ .id = poll_option_id(engine_next_id(ctx)),
                                           .title = draft->options[i] };
    struct poll *poll = ARENA_NEW(ctx->arena, struct poll);
    *poll = (struct poll){
        .options = options,
        .option_count = draft->option_count,
        .is_multiple = draft->is_multiple,
        .hides_totals = draft->hides_totals,
        .expires_ms = ctx->now_ms + draft->seconds * MS_PER_SECOND,
    };
    *out = poll;
    return ERR_OK;
}

enum err service_compose_text(struct ctx *ctx, struct sv text, struct status *words)
{
    struct composition c = { .ctx = ctx, .resolved_count = COMPOSE_RESOLVE_MAX };
    status_text_scan(ctx->arena, text, &c.entities);
    return words_compose(&c, text, words);
}

static bool is_alone(enum media_kind kind)
{
    return kind == MEDIA_VIDEO || kind == MEDIA_AUDIO;
}

/* What is wrong with one of them. */
static enum media_fault media_fault_of(const struct media *media, size_t count,
                                       struct account_id owner, struct status_id status)
{
    bool is_free = scheduled_status_id_is_none(media->scheduled) &&
                   (status_id_is_none(media->status) || status_id_eq(media->status, status));
    if (!is_free || !account_id_eq(media->owner, owner) || media->purpose != MEDIA_ATTACHMENT)
        return MEDIA_FAULT_UNKNOWN;
    if (media->state != MEDIA_READY && status_id_is_none(media->status))
        return MEDIA_FAULT_UNFINISHED;
    return is_alone(media->kind) && count > 1 ? MEDIA_FAULT_MIXED : MEDIA_FAULT_NONE;
}

static enum err media_fault_find(struct ctx *ctx, const struct media_id *ids, size_t count,
                                 struct account_id owner, struct status_id status,
                                 enum media_fault *out)
{
    *out = count > STATUS_MEDIA_MAX ? MEDIA_FAULT_MANY : MEDIA_FAULT_NONE;
    for (size_t i = 0; i < count && *out == MEDIA_FAULT_NONE; i++) {
        struct media media;
        enum err err = store_media_get(ctx, ids[i], &media);
        if (err != ERR_OK && err != ERR_NOT_FOUND && err != ERR_KEY_GONE)
            return err;
        *out = err == ERR_OK ? media_fault_of(&media, count, owner, status) : MEDIA_FAULT_UNKNOWN;
        for (size_t j = 0; j < i; j++)
            if (media_id_eq(ids[j], ids[i]))
                *out = MEDIA_FAULT_UNKNOWN;
    }
    return ERR_OK;
}

enum err service_check_media(struct ctx *ctx, const struct media_id *ids, size_t count,
                             struct account_id owner, struct status_id status)
{
    enum media_fault fault = MEDIA_FAULT_NONE;
    TRY(media_fault_find(ctx, ids, count, owner, status, &fault));
    return fault == MEDIA_FAULT_NONE ? ERR_OK
                                     : fail(ctx, ERR_VALIDATION, "media cannot be attached");
}

enum err service_find_media_fault(struct ctx *ctx, const struct media_id *ids, size_t count,
                                  struct status_id status, enum media_fault *out)
{
    return media_fault_find(ctx, ids, count, ctx->viewer.account, status, out);
}
