/* Find accounts. */
#include "service/find_account.h"

#include "db/db.h"
#include "model/paging.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/account.h"
#include "text/acct.h"
#include "text/url.h"
#include "text/utf8.h"

#define TEXT_MAX_BYTES 2048

/* A host as handles store it: lower case, xn-- form; empty for this server. */
static enum err domain_normalize(struct ctx *ctx, struct sv host, struct sv *out)
{
    *out = SV("");
    if (host.len == 0 || sv_eq_nocase(host, ctx->engine->site.host))
        return ERR_OK;
    struct url_host parsed;
    if (url_host_parse(ctx->arena, host, &parsed) != ERR_OK)
        return ERR_NOT_FOUND;
    if (!sv_eq(parsed.text, ctx->engine->site.host))
        *out = parsed.text;
    return ERR_OK;
}

static enum err find_handle(struct ctx *ctx, const struct acct *acct, bool *out_found,
                            struct account *out)
{
    struct sv domain;
    bool is_blocked = false;
    TRY(domain_normalize(ctx, acct->host, &domain));
    TRY(service_domain_is_blocked(ctx, domain, &is_blocked));
    if (is_blocked)
        return ERR_NOT_FOUND;
    enum err err = store_account_find_handle(ctx, acct->username, domain, out_found, out);
    if (err == ERR_KEY_GONE)
        return ERR_NOT_FOUND;
    /* A name of this server that nobody has is not asked for elsewhere. */
    return err == ERR_OK && !*out_found && domain.len == 0 ? ERR_NOT_FOUND : err;
}

static enum err find_address(struct ctx *ctx, struct sv text, bool *out_found, struct account *out)
{
    const struct site *site = &ctx->engine->site;
    struct site_address address;
    if (!site_is_local(site, text))
        return store_account_find_uri(ctx, text, out_found, out);
    if (!site_parse(site, text, &address))
        return ERR_NOT_FOUND;
    enum err err = ERR_NOT_FOUND;
    *out_found = true;
    if (address.place == SITE_ACTOR && address.id != 0)
        err = store_account_get(ctx, account_id(address.id), out);
    else if (address.place == SITE_PROFILE)
        err = store_account_find_handle(ctx, address.name, SV(""), out_found, out);
    if (err == ERR_OK && *out_found && account_is_local(out))
        return ERR_OK;
    return err == ERR_OK || err == ERR_KEY_GONE ? ERR_NOT_FOUND : err;
}

static bool is_address(struct sv text)
{
    return sv_starts_with(text, SV("https://")) || sv_starts_with(text, SV("http://"));
}

static enum err find_known(struct ctx *ctx, struct sv text, bool *out_found, struct account *out)
{
    struct acct acct;
    if (is_address(text))
        return find_address(ctx, text, out_found, out);
    if (acct_parse(text, &acct) != ERR_OK)
        return ERR_NOT_FOUND;
    return find_handle(ctx, &acct, out_found, out);
}

enum err service_find_account(struct ctx *ctx, struct sv text, bool may_resolve,
                              struct account *out)
{
    struct account account;
    bool is_found = false;
    text = sv_trim(text);
    if (text.len > TEXT_MAX_BYTES || !utf8_is_valid(text))
        return ERR_NOT_FOUND;
    TRY(find_known(ctx, text, &is_found, &account));
    if (!is_found) {
        struct account_id id;
        if (!may_resolve || ctx->engine->resolve_account == NULL)
            return ERR_NOT_FOUND;
        db_release(ctx);
        TRY(ctx->engine->resolve_account(ctx, text, &id));
        return service_view_account(ctx, id, out);
    }
    if (account_is_absent(&account))
        return ERR_NOT_FOUND;
    service_blank_account(&account);
    *out = account;
    return ERR_OK;
}

/* "@Al" begins names, "al@ex" begins domains of one name; false: nothing can begin like it. */
static bool search_parse(struct ctx *ctx, struct sv text, struct handle_search *out)
{
    if (text.len > 0 && text.ptr[0] == '@')
        text = sv_from_offset(text, 1);
    text = sv_lower(ctx->arena, text);
    size_t at = sv_find_char(text, '@', 0);
    out->has_domain = at != SIZE_MAX;
    out->username = sv_sub(text, 0, at);
    out->domain = out->has_domain ? sv_from_offset(text, at + 1) : SV("");
    bool is_local_host = out->has_domain && sv_eq(out->domain, ctx->engine->site.host);
    if (is_local_host)
        out->domain = SV("");
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || (unsigned char)text.ptr[i] >= 0x7f)
            return false;
    return out->username.len > 0;
}

static enum err search_begin(struct ctx *ctx, const struct account_search *search)
{
    if (search->offset < 0 || search->count < 1 || search->count > PAGING_COUNT_MAX)
        return fail(ctx, ERR_BAD_PARAM, "offset or count");
    bool needs_login = search->following_only || search->may_resolve;
    return needs_login ? service_permit_acting(ctx, PAGE_ROLE_ANALYST) : ERR_OK;
}

/* The exact answer, when there is one; other servers' failures are no failure of a search, and only its first page asks
 * them. */
static enum err search_exact(struct ctx *ctx, const struct account_search *search,
                             struct account_id *out)
{
    struct account account;
    *out = account_id(0);
    if (search->following_only)
        return ERR_OK;
    bool may_resolve = search->may_resolve && search->offset == 0;
    enum err err = service_find_account(ctx, search->text, may_resolve, &account);
    if (err == ERR_OK && !account_is_gone(&account))
        *out = account.id;
    bool is_ours = err == ERR_DB || err == ERR_CORRUPT || err == ERR_BUSY || err == ERR_INTERNAL;
    return is_ours ? err : ERR_OK;
}

/* The exact answer is number 0 of the whole list and no other, on whichever page. */
static enum err beginnings_find(struct ctx *ctx, const struct account_search *search,
                                struct account_id exact, struct account_id **out, size_t *out_count)
{
    struct handle_search handles = {
        .followed = search->following_only ? ctx->viewer.account : account_id(0),
        .but = exact,
    };
    struct sv text = sv_trim(search->text);
    if (text.len > TEXT_MAX_BYTES || !search_parse(ctx, text, &handles))
        return ERR_OK;
    int64_t before = account_id_is_none(exact) ? 0 : 1;
    int64_t offset = search->offset > before ? search->offset - before : 0;
    int64_t count = (int64_t)search->count - (search->offset == 0 ? before : 0);
    return store_account_search(ctx, &handles, offset, count, out, out_count);
}

enum err service_search_accounts(struct ctx *ctx, const struct account_search *search,
                                 const struct account **out, size_t *out_count)
{
    struct account_id exact;
    struct account_id *ids = NULL;
    size_t count = 0;
    TRY(search_begin(ctx, search));
    *out_count = 0;
    if (search->offset > SEARCH_OFFSET_MAX)
        return ERR_OK;
    TRY(search_exact(ctx, search, &exact));
    TRY(beginnings_find(ctx, search, exact, &ids, &count));
    struct account_id *all = ARENA_ARRAY(ctx->arena, struct account_id, count + 1);
    size_t filled = 0;
    if (!account_id_is_none(exact) && search->offset == 0)
        all[filled++] = exact;
    for (size_t i = 0; i < count; i++)
        all[filled++] = ids[i];
    return service_view_accounts(ctx, all, filled, out, out_count);
}
