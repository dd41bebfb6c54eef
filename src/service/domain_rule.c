/* Domain rules. */
#include "service/domain_rule.h"

#include <pthread.h>

#include "base/heap.h"
#include "base/map.h"
#include "cache/cache.h"
#include "conf/settings.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/log_act.h"
#include "service/permit.h"
#include "store/domain_rule.h"
#include "store/job.h"
#include "text/hex.h"
#include "text/url.h"
#include "text/utf8.h"

#define COMMENT_MAX_CHARS 1000

/* Severities by the hash of the domain under a seed nobody knows: a collision cannot be aimed at. */
struct domain_rules {
    pthread_rwlock_t lock;
    uint64_t seed;
    uint64_t change; /* grows with each change */
    bool is_loaded;  /* by_name holds what the store held at `change` */
    struct map by_name;
};

struct domain_rules *domain_rules_new(void)
{
    struct domain_rules *rules = heap_new(sizeof *rules);
    (void)pthread_rwlock_init(&rules->lock, NULL);
    crypto_random_bytes(&rules->seed, sizeof rules->seed);
    return rules;
}

void domain_rules_free(struct domain_rules *rules)
{
    if (rules == NULL)
        return;
    map_done(&rules->by_name);
    (void)pthread_rwlock_destroy(&rules->lock);
    heap_free(rules);
}

static void rules_changed(void *arg)
{
    struct domain_rules *rules = arg;
    (void)pthread_rwlock_wrlock(&rules->lock);
    rules->change++;
    rules->is_loaded = false;
    (void)pthread_rwlock_unlock(&rules->lock);
}

/* A rule in a word: the severity, and what it refuses besides. */
#define SEVERITY_MASK UINT64_C(0xff)
#define REJECTS_MEDIA UINT64_C(0x100)
#define REJECTS_REPORTS UINT64_C(0x200)

static uint64_t packed(const struct domain_rule *rule)
{
    return (uint64_t)rule->severity | (rule->rejects_media ? REJECTS_MEDIA : 0) |
           (rule->rejects_reports ? REJECTS_REPORTS : 0);
}

static enum err rules_read(struct ctx *ctx, const struct domain_rules *rules, struct map *out)
{
    struct paging paging = paging_of(-1, -1, 0, PAGING_COUNT_MAX);
    size_t count = PAGING_COUNT_MAX;
    while (count == PAGING_COUNT_MAX) {
        struct domain_rule *page = NULL;
        TRY(store_domain_rule_page(ctx, &paging, &page, &count));
        for (size_t i = 0; i < count; i++) {
            map_put(out, sv_hash(page[i].domain, rules->seed), packed(&page[i]));
            paging.above = page[i].id;
        }
    }
    return ERR_OK;
}

/* A change that came while reading makes what was read worthless: the next question reads again. */
static enum err rules_load(struct ctx *ctx, struct domain_rules *rules)
{
    (void)pthread_rwlock_rdlock(&rules->lock);
    uint64_t change = rules->change;
    (void)pthread_rwlock_unlock(&rules->lock);
    if (!db_is_writing(ctx))
        db_release(ctx);
    struct map fresh = { 0 };
    enum err err = rules_read(ctx, rules, &fresh);
    (void)pthread_rwlock_wrlock(&rules->lock);
    if (err == ERR_OK && rules->change == change && !rules->is_loaded) {
        map_done(&rules->by_name);
        rules->by_name = fresh;
        rules->is_loaded = true;
        fresh = (struct map){ 0 };
    }
    (void)pthread_rwlock_unlock(&rules->lock);
    map_done(&fresh);
    return err;
}

/* With the lock held. */
static bool nearest_find(const struct domain_rules *rules, struct sv host, uint64_t *out)
{
    if (map_find(&rules->by_name, sv_hash(host, rules->seed), out))
        return true;
    bool has_port = host.len > 0 && host.ptr[0] != '[' && sv_find_char(host, ':', 0) != SIZE_MAX;
    struct sv name = has_port ? sv_sub(host, 0, sv_find_char(host, ':', 0)) : host;
    while (name.len > 0) {
        if (map_find(&rules->by_name, sv_hash(name, rules->seed), out))
            return true;
        size_t dot = sv_find_char(name, '.', 0);
        name = dot == SIZE_MAX ? SV("") : sv_from_offset(name, dot + 1);
    }
    return false;
}

static enum err packed_find(struct ctx *ctx, struct sv host, bool *out_found, uint64_t *out)
{
    struct domain_rules *rules = ctx->engine->domain_rules;
    *out_found = false;
    if (host.len == 0)
        return ERR_OK;
    if (rules != NULL) {
        (void)pthread_rwlock_rdlock(&rules->lock);
        bool is_loaded = rules->is_loaded;
        if (is_loaded)
            *out_found = nearest_find(rules, host, out);
        (void)pthread_rwlock_unlock(&rules->lock);
        if (is_loaded)
            return ERR_OK;
        TRY(rules_load(ctx, rules));
    }
    struct domain_rule rule;
    TRY(store_domain_rule_nearest(ctx, host, out_found, &rule));
    if (*out_found)
        *out = packed(&rule);
    return ERR_OK;
}

static enum err severity_find(struct ctx *ctx, struct sv host, bool *out_found, uint64_t *out)
{
    TRY(packed_find(ctx, host, out_found, out));
    *out &= SEVERITY_MASK;
    return ERR_OK;
}

enum err service_domain_rejects(struct ctx *ctx, struct sv host, bool *out_media, bool *out_reports)
{
    uint64_t rule = 0;
    bool is_found = false;
    TRY(packed_find(ctx, host, &is_found, &rule));
    *out_media = is_found && (rule & REJECTS_MEDIA) != 0;
    *out_reports = is_found && (rule & REJECTS_REPORTS) != 0;
    return ERR_OK;
}

enum err service_domain_is_blocked(struct ctx *ctx, struct sv host, bool *out)
{
    uint64_t severity = 0;
    bool is_found = false;
    TRY(severity_find(ctx, host, &is_found, &severity));
    *out = is_found && severity == DOMAIN_BLOCK;
    return ERR_OK;
}

enum err service_domain_is_silenced(struct ctx *ctx, struct sv host, bool *out)
{
    uint64_t severity = 0;
    bool is_found = false;
    TRY(severity_find(ctx, host, &is_found, &severity));
    *out = is_found && severity == DOMAIN_SILENCE;
    return ERR_OK;
}

enum err service_apply_domain_rules(struct ctx *ctx, struct account *accounts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t severity = DOMAIN_ALLOW;
        bool is_found = false;
        if (account_is_gone(&accounts[i]))
            continue;
        TRY(severity_find(ctx, accounts[i].domain, &is_found, &severity));
        if (is_found && severity == DOMAIN_BLOCK)
            accounts[i].state = ACCOUNT_SUSPENDED;
        if (is_found && severity == DOMAIN_SILENCE)
            accounts[i].state = ACCOUNT_SILENCED;
    }
    return ERR_OK;
}

enum err service_normalize_domain(struct ctx *ctx, struct sv untrusted, struct sv *out)
{
    struct url_host host;
    struct sv text = sv_trim(untrusted);
    if (text.len > 1000 || url_host_parse(ctx->arena, text, &host) != ERR_OK)
        return fail(ctx, ERR_VALIDATION, "not a host");
    if (sv_eq(host.text, ctx->engine->site.host))
        return fail(ctx, ERR_VALIDATION, "this server itself");
    *out = host.text;
    return ERR_OK;
}

static void site_changed(void *arg)
{
    cache_invalidate(arg, cache_ref_site());
}

/* Once committed, ask the store again, and show nothing of before. */
static void change_register(struct ctx *ctx)
{
    if (ctx->engine->domain_rules != NULL)
        db_after_commit(ctx, rules_changed, ctx->engine->domain_rules);
    if (ctx->engine->cache != NULL)
        db_after_commit(ctx, site_changed, ctx->engine->cache);
}

struct rule_write {
    struct domain_rule rule;
    bool has_more; /* also what a rule refuses besides */
};

static enum err set_write(struct ctx *ctx, void *arg)
{
    struct rule_write *w = arg;
    struct domain_rule *rule = &w->rule;
    TRY(store_domain_rule_upsert(ctx, rule, &rule->id));
    if (w->has_more)
        TRY(store_domain_rule_set_more(ctx, rule));
    TRY(service_log_act(ctx, STAFF_ACT_DOMAIN_SET, account_id(0), rule->id));
    change_register(ctx);
    if (rule->severity != DOMAIN_BLOCK)
        return ERR_OK;
    TRY(store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_SEVER_DOMAIN, account_id(0),
                         rule->id, 0, ctx->now_ms));
    engine_wake_jobs(ctx);
    return ERR_OK;
}

static bool is_comment(struct sv text)
{
    return utf8_is_valid(text) && utf8_count_chars(text) <= COMMENT_MAX_CHARS;
}

static enum err rule_write(struct ctx *ctx, struct rule_write *w, struct domain_rule *out)
{
    if (!is_comment(w->rule.comment) || !is_comment(w->rule.public_comment))
        return fail(ctx, ERR_VALIDATION, "comment too long");
    TRY(db_write(ctx, set_write, w));
    return store_domain_rule_get(ctx, w->rule.id, out);
}

enum err service_set_domain_rule(struct ctx *ctx, struct sv domain, enum domain_severity severity,
                                 struct sv comment, struct domain_rule *out)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    struct rule_write w = { .rule = { .id = engine_next_id(ctx),
                                      .severity = severity,
                                      .comment = comment,
                                      .created_ms = ctx->now_ms } };
    TRY(service_normalize_domain(ctx, domain, &w.rule.domain));
    return rule_write(ctx, &w, out);
}

enum err service_new_domain_rule(struct ctx *ctx, const struct domain_rule *draft,
                                 struct domain_rule *out)
{
    struct domain_rule before;
    bool is_found = false;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    struct rule_write w = { .rule = *draft, .has_more = true };
    TRY(service_normalize_domain(ctx, draft->domain, &w.rule.domain));
    TRY(store_domain_rule_find(ctx, w.rule.domain, &is_found, &before));
    bool replaces = before.severity == DOMAIN_ALLOW && draft->severity != DOMAIN_ALLOW;
    if (is_found && !replaces) {
        *out = before;
        return fail(ctx, ERR_DUPLICATE, "a rule of this domain");
    }
    w.rule.id = engine_next_id(ctx);
    w.rule.created_ms = ctx->now_ms;
    return rule_write(ctx, &w, out);
}

enum err service_edit_domain_rule(struct ctx *ctx, int64_t id, const struct domain_rule *draft,
                                  struct domain_rule *out)
{
    struct domain_rule before;
    TRY(service_get_domain_rule(ctx, id, &before));
    struct rule_write w = { .rule = *draft, .has_more = true };
    w.rule.id = id;
    w.rule.domain = before.domain;
    w.rule.created_ms = before.created_ms;
    return rule_write(ctx, &w, out);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const struct domain_rule *rule = arg;
    change_register(ctx);
    TRY(service_log_act(ctx, STAFF_ACT_DOMAIN_DELETE, account_id(0), rule->id));
    return store_domain_rule_delete(ctx, rule->id);
}

enum err service_delete_domain_rule(struct ctx *ctx, int64_t id)
{
    struct domain_rule rule;
    TRY(service_get_domain_rule(ctx, id, &rule));
    return db_write(ctx, delete_write, &rule);
}

enum err service_get_domain_rule(struct ctx *ctx, int64_t id, struct domain_rule *out)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_domain_rule_get(ctx, id, out);
}

enum err service_list_domain_rules(struct ctx *ctx, const struct paging *paging,
                                   struct domain_rule **out, size_t *out_count)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_domain_rule_page(ctx, paging, out, out_count);
}

enum err service_list_domain_rules_of(struct ctx *ctx, bool allows, const struct paging *paging,
                                      struct domain_rule **out, size_t *out_count)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_domain_rule_page_of(ctx, allows, paging, out, out_count);
}

static bool shows_rules(const struct ctx *ctx)
{
    int to = conf_enum(ctx->engine->conf, CONF_SERVER_SHOWS_DOMAIN_BLOCKS);
    bool is_user = !user_id_is_none(ctx->viewer.user);
    return to == CONF_SHOWS_TO_EVERYBODY || (to == CONF_SHOWS_TO_USERS && is_user);
}

enum err service_list_public_domain_rules(struct ctx *ctx, struct domain_rule **out,
                                          size_t *out_count)
{
    struct domain_rule *rules = NULL;
    size_t count = 0;
    size_t kept = 0;
    if (!shows_rules(ctx))
        return ERR_NOT_FOUND;
    TRY(store_domain_rule_list(ctx, SV(""), DOMAIN_RULES_SHOWN, &rules, &count));
    for (size_t i = 0; i < count; i++) {
        if (rules[i].severity == DOMAIN_ALLOW || rules[i].severity == DOMAIN_NOOP)
            continue;
        rules[kept] = rules[i];
        rules[kept++].comment = SV("");
    }
    *out = rules;
    *out_count = kept;
    return ERR_OK;
}

struct sv service_domain_digest(struct ctx *ctx, struct sv domain)
{
    struct sha256 digest = crypto_sha256(domain);
    return hex_encode(ctx->arena, sv_make((const char *)digest.bytes, sizeof digest.bytes));
}

struct sv service_public_domain(struct ctx *ctx, const struct domain_rule *rule)
{
    size_t len = rule->domain.len;
    size_t shown = len / 4;
    if (!rule->is_obfuscated)
        return rule->domain;
    char *text = arena_copy(ctx->arena, rule->domain.ptr, len);
    for (size_t i = shown + 1; i + shown < len; i++)
        if (text[i] != '.')
            text[i] = '*';
    return sv_make(text, len);
}
