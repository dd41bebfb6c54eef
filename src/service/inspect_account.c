/* Inspect accounts. */
#include "service/inspect_account.h"

#include "model/email.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/secret_hash.h"
#include "store/account.h"
#include "store/moderated_account.h"
#include "store/user.h"
#include "text/utf8.h"

#define BATCH 40

/* The login is loaded where there may be one. */
static enum err inspected_make(struct ctx *ctx, const struct account *account,
                               struct inspected_account *out, bool *out_kept)
{
    *out = (struct inspected_account){ .account = *account };
    *out_kept = account->state != ACCOUNT_ERASING;
    if (!*out_kept || !account_is_local(account) || account->kind == ACCOUNT_PAGE)
        return ERR_OK;
    enum err err = store_user_find_account(ctx, account->id, &out->is_user, &out->user);
    *out_kept = err != ERR_KEY_GONE;
    return *out_kept ? err : ERR_OK;
}

enum err service_load_inspected(struct ctx *ctx, const struct account_id *ids, size_t count,
                                struct inspected_account *out, size_t *out_count)
{
    *out_count = 0;
    for (size_t at = 0; at < count; at += BATCH) {
        struct account *accounts = NULL;
        size_t found = 0;
        TRY(store_account_list(ctx, &ids[at], count - at < BATCH ? count - at : BATCH, &accounts,
                               &found));
        for (size_t i = 0; i < found; i++) {
            bool is_kept = false;
            TRY(inspected_make(ctx, &accounts[i], &out[*out_count], &is_kept));
            *out_count += is_kept;
        }
    }
    return ERR_OK;
}

enum err service_inspect_account(struct ctx *ctx, struct account_id id,
                                 struct inspected_account *out)
{
    size_t count = 0;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(service_load_inspected(ctx, &id, 1, out, &count));
    return count == 1 ? ERR_OK : ERR_NOT_FOUND;
}

static bool begins(struct ctx *ctx, struct sv text, struct sv with)
{
    return sv_starts_with(sv_lower(ctx->arena, text), sv_lower(ctx->arena, with));
}

static bool origin_fits(const struct account_inspection *what, const struct account *account)
{
    bool is_local = account_is_local(account);
    return what->origin == ORIGIN_ANY || is_local == (what->origin == ORIGIN_LOCAL);
}

static bool standing_fits(enum account_standing standing, const struct inspected_account *it)
{
    enum account_state state = it->account.state;
    switch (standing) {
    case STANDING_ANY:
        return true;
    case STANDING_ACTIVE:
        return state != ACCOUNT_SUSPENDED;
    case STANDING_PENDING:
        return state == ACCOUNT_PENDING;
    case STANDING_DISABLED:
        return it->is_user && it->user.state == USER_SUSPENDED && state != ACCOUNT_SUSPENDED;
    case STANDING_SILENCED:
        return state == ACCOUNT_SILENCED;
    case STANDING_SUSPENDED:
        return state == ACCOUNT_SUSPENDED;
    case STANDING_SENSITIZED:
        return it->account.is_sensitized;
    }
    return false;
}

static bool fits(struct ctx *ctx, const struct account_inspection *what,
                 const struct inspected_account *it)
{
    const struct account *account = &it->account;
    bool has_role = what->roles == 0 || (it->is_user && (what->roles >> it->user.role & 1) != 0);
    bool has_domain = what->domain.len == 0 ||
                      sv_eq(account->domain, sv_lower(ctx->arena, sv_trim(what->domain)));
    return has_role && has_domain && origin_fits(what, account) &&
           standing_fits(what->standing, it) && begins(ctx, account->username, what->username) &&
           begins(ctx, account->display_name, what->display_name);
}

/* The index that names the fewest. */
static struct moderated_query query_of(struct ctx *ctx, const struct account_inspection *what)
{
    static const enum account_state states[] = {
        [STANDING_PENDING] = ACCOUNT_PENDING,
        [STANDING_SILENCED] = ACCOUNT_SILENCED,
        [STANDING_SUSPENDED] = ACCOUNT_SUSPENDED,
    };

    unsigned staff = 1u << USER_ROLE_MODERATOR | 1u << USER_ROLE_ADMIN;

    if (what->username.len > 0)
        return (struct moderated_query){ MODERATED_USERNAME, sv_lower(ctx->arena, what->username),
                                         0 };
    if (what->standing == STANDING_DISABLED)
        return (struct moderated_query){ .by = MODERATED_USER_STATE, .number = USER_SUSPENDED };
    if (what->standing == STANDING_SENSITIZED)
        return (struct moderated_query){ .by = MODERATED_SENSITIZED };
    if (what->standing > STANDING_ACTIVE)
        return (struct moderated_query){ .by = MODERATED_STATE, .number = states[what->standing] };
    if (what->roles != 0 && (what->roles & ~staff) == 0)
        return (struct moderated_query){ .by = MODERATED_STAFF };
    if (what->domain.len > 0)
        return (struct moderated_query){ MODERATED_DOMAIN,
                                         sv_lower(ctx->arena, sv_trim(what->domain)), 0 };
    if (what->origin == ORIGIN_LOCAL || what->roles != 0)
        return (struct moderated_query){ .by = MODERATED_LOCAL };
    return (struct moderated_query){ .by = MODERATED_ALL };
}

struct walk {
    const struct account_inspection *what;
    struct paging rest;
    struct inspected_account *kept;
    size_t count;
    size_t wanted;
    struct paging_span span;
};

/* Those that fit, until there are enough; what was looked at is not looked at again. */
static enum err batch_take(struct ctx *ctx, struct walk *walk, const struct account_id *ids,
                           size_t count)
{
    struct inspected_account *loaded = ARENA_ARRAY(ctx->arena, struct inspected_account, count);
    size_t loaded_count = 0;
    size_t at = 0;
    TRY(service_load_inspected(ctx, ids, count, loaded, &loaded_count));
    for (size_t i = 0; i < count && walk->count < walk->wanted; i++) {
        paging_span_add(&walk->span, ids[i].v);
        if (walk->rest.is_from_oldest)
            walk->rest.above = ids[i].v;
        else
            walk->rest.below = ids[i].v;
        if (at == loaded_count || !account_id_eq(loaded[at].account.id, ids[i]))
            continue;
        if (fits(ctx, walk->what, &loaded[at]))
            walk->kept[walk->count++] = loaded[at];
        at++;
    }
    return ERR_OK;
}

static void reverse(struct inspected_account *list, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct inspected_account other = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = other;
    }
}

static enum err walk_run(struct ctx *ctx, struct walk *walk)
{
    struct moderated_query query = query_of(ctx, walk->what);
    size_t got = BATCH;
    size_t looked = 0;
    for (; got == BATCH && walk->count < walk->wanted && looked < INSPECTION_LOOKED_MAX;
         looked += got) {
        struct account_id *ids = NULL;
        walk->rest.count = BATCH;
        TRY(store_moderated_page(ctx, &query, &walk->rest, &ids, &got));
        TRY(batch_take(ctx, walk, ids, got));
    }
    /* Apps take what leads on from an empty page amiss. */
    if (got < BATCH && walk->count == 0)
        walk->span = (struct paging_span){ 0 };
    return ERR_OK;
}

/* An address is found by its hash alone. */
static enum err email_take(struct ctx *ctx, struct walk *walk, const struct paging *paging)
{
    struct sv email;
    struct user user;
    bool is_found = false;
    if (!email_parse(ctx->arena, walk->what->email, &email))
        return ERR_OK;
    enum err err = store_user_find_email(ctx, service_hash_email(ctx, email), &is_found, &user);
    if (err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    bool is_in = is_found && user.account.v > paging->above && user.account.v < paging->below;
    return is_in ? batch_take(ctx, walk, &user.account, 1) : ERR_OK;
}

enum err service_inspect_accounts(struct ctx *ctx, const struct account_inspection *what,
                                  const struct paging *paging, struct inspected_account **out,
                                  size_t *out_count, struct paging_span *out_span)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    struct walk walk = { .what = what,
                         .rest = *paging,
                         .kept = ARENA_ARRAY(ctx->arena, struct inspected_account, paging->count),
                         .wanted = paging->count };
    if (!what->matches_none)
        TRY(what->email.len > 0 ? email_take(ctx, &walk, paging) : walk_run(ctx, &walk));
    if (paging->is_from_oldest)
        reverse(walk.kept, walk.count);
    *out = walk.kept;
    *out_count = walk.count;
    *out_span = walk.span;
    return ERR_OK;
}
