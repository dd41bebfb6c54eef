/* Sever a domain. */
#include "service/sever_domain.h"

#include "db/db.h"
#include "service/tie.h"
#include "store/account.h"
#include "store/domain_rule.h"
#include "store/host.h"
#include "store/notification.h"
#include "store/relation.h"
#include "store/remote_emoji.h"

#define BATCH STORE_LIST_MAX
#define NOTIFICATION_BATCH 1000
#define HOST_PAGE 200
#define EMOJI_BATCH 1000

/* One account and some it is bound to. */
struct batch {
    struct account own;
    struct account *followed; /* own follows them, or asked to */
    size_t followed_count;
    struct account *followers; /* they follow own, or asked to */
    size_t follower_count;
    bool is_silent;
    size_t ended;
};

static enum err end_one(struct ctx *ctx, struct batch *b, const struct account *follower,
                        const struct account *target, bool by_target)
{
    bool is_found = false;
    struct follow follow;
    if (b->is_silent)
        TRY(service_tie_unfollow(ctx, follower, target, &is_found, &follow));
    else
        TRY(service_tie_sever(ctx, follower, target, by_target, &is_found));
    b->ended += is_found;
    return ERR_OK;
}

static enum err batch_write(struct ctx *ctx, void *arg)
{
    struct batch *b = arg;
    b->ended = 0;
    for (size_t i = 0; i < b->followed_count; i++)
        TRY(end_one(ctx, b, &b->own, &b->followed[i], false));
    for (size_t i = 0; i < b->follower_count; i++)
        TRY(end_one(ctx, b, &b->followers[i], &b->own, true));
    return ERR_OK;
}

struct forgetting {
    struct account_id owner;
    struct sv domain;
    int64_t deleted;
};

static enum err notifications_write(struct ctx *ctx, void *arg)
{
    struct forgetting *f = arg;
    return store_notification_delete_domain(ctx, f->owner, f->domain, NOTIFICATION_BATCH,
                                            &f->deleted);
}

static enum err ties_load(struct ctx *ctx, const struct sv domain, struct account_id after,
                          struct batch *b, struct account_id *out_last)
{
    struct domain_ties ties;
    TRY(store_domain_ties(ctx, b->own.id, domain, after, BATCH / 2, &ties));
    struct account_id in[BATCH];
    size_t count = 0;
    for (size_t i = 0; i < ties.follower_count; i++)
        in[count++] = ties.followers[i];
    for (size_t i = 0; i < ties.requester_count; i++)
        in[count++] = ties.requesters[i];
    TRY(store_account_list(ctx, in, count, &b->followers, &b->follower_count));
    TRY(store_account_list(ctx, ties.following, ties.following_count, &b->followed,
                           &b->followed_count));
    if (ties.follower_count > 0)
        *out_last = ties.followers[ties.follower_count - 1];
    return ERR_OK;
}

static enum err sever_for_account(struct ctx *ctx, struct account_id owner, struct sv domain)
{
    struct batch b = { .ended = 1 };
    struct account_id last = { 0 };
    TRY(store_account_get(ctx, owner, &b.own));
    while (b.ended > 0) {
        ARENA_SCOPE (ctx->arena) {
            TRY(ties_load(ctx, domain, last, &b, &last));
            TRY(db_write(ctx, batch_write, &b));
        }
    }
    struct forgetting f = { .owner = owner, .domain = domain, .deleted = NOTIFICATION_BATCH };
    while (f.deleted == NOTIFICATION_BATCH)
        TRY(db_write(ctx, notifications_write, &f));
    return ERR_OK;
}

static enum err accounts_load(struct ctx *ctx, struct account_id owner, enum relation_list list,
                              struct account **out, size_t *out_count)
{
    struct paging paging = paging_of(-1, -1, -1, BATCH);
    struct relation_ref *refs = NULL;
    size_t count = 0;
    TRY(store_relation_page(ctx, list, owner, &paging, &refs, &count));
    struct account_id ids[BATCH];
    for (size_t i = 0; i < count; i++)
        ids[i] = refs[i].account;
    return store_account_list(ctx, ids, count, out, out_count);
}

/* Everything that binds a remote account to accounts here. */
static enum err sever_remote(struct ctx *ctx, struct account_id remote)
{
    static const enum relation_list inward[] = { RELATION_FOLLOWERS, RELATION_REQUESTS };

    static const enum relation_list outward[] = { RELATION_FOLLOWING, RELATION_ASKED };

    for (size_t i = 0; i < ARRAY_COUNT(inward); i++) {
        struct batch b = { .is_silent = true, .ended = 1 };
        TRY(store_account_get(ctx, remote, &b.own));
        while (b.ended > 0) {
            ARENA_SCOPE (ctx->arena) {
                TRY(accounts_load(ctx, remote, inward[i], &b.followers, &b.follower_count));
                TRY(accounts_load(ctx, remote, outward[i], &b.followed, &b.followed_count));
                TRY(db_write(ctx, batch_write, &b));
            }
        }
    }
    return ERR_OK;
}

struct emoji_forgetting {
    struct custom_emoji_id id;
    bool is_gone;
};

static enum err emoji_write(struct ctx *ctx, void *arg)
{
    struct emoji_forgetting *f = arg;
    return store_remote_emoji_forget(ctx, f->id, EMOJI_BATCH, &f->is_gone);
}

/* The server's emoji, and that texts show them. */
static enum err emojis_forget(struct ctx *ctx, struct host_id host)
{
    size_t count = 1;
    while (count > 0) {
        ARENA_SCOPE (ctx->arena) {
            struct custom_emoji_id *ids = NULL;
            TRY(store_remote_emoji_of_host(ctx, host, &ids, &count));
            for (size_t i = 0; i < count; i++) {
                struct emoji_forgetting f = { ids[i], false };
                while (!f.is_gone)
                    TRY(db_write(ctx, emoji_write, &f));
            }
        }
    }
    return ERR_OK;
}

static enum err sever_host(struct ctx *ctx, struct host_id host)
{
    struct account_id after = { 0 };
    size_t count = 1;
    while (count > 0) {
        struct account_id ids[BATCH];
        ARENA_SCOPE (ctx->arena) {
            struct account_id *page = NULL;
            TRY(store_host_accounts(ctx, host, after, BATCH, &page, &count));
            memcpy(ids, page, count * sizeof ids[0]);
        }
        for (size_t i = 0; i < count; i++) {
            ARENA_SCOPE (ctx->arena)
                TRY(sever_remote(ctx, ids[i]));
        }
        if (count > 0)
            after = ids[count - 1];
    }
    return emojis_forget(ctx, host);
}

/* Hosts are asked one by one which rule is nearest to them: an exception below the blocked name stands. */
static enum err sever_for_rule(struct ctx *ctx, int64_t rule_id)
{
    struct host_id after = { 0 };
    size_t count = HOST_PAGE;
    while (count == HOST_PAGE) {
        struct host *hosts = NULL;
        TRY(store_host_list(ctx, after, HOST_PAGE, &hosts, &count));
        for (size_t i = 0; i < count; i++) {
            struct domain_rule rule;
            bool is_found = false;
            TRY(store_domain_rule_nearest(ctx, hosts[i].name, &is_found, &rule));
            if (is_found && rule.id == rule_id && rule.severity == DOMAIN_BLOCK)
                TRY(sever_host(ctx, hosts[i].id));
            after = hosts[i].id;
        }
    }
    return ERR_OK;
}

enum err service_sever_domain(struct ctx *ctx, struct account_id owner, int64_t subject)
{
    if (account_id_is_none(owner))
        return sever_for_rule(ctx, subject);
    struct domain_block block;
    enum err err = store_domain_block_get(ctx, owner, subject, &block);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = sever_for_account(ctx, owner, block.domain);
    return err == ERR_KEY_GONE || err == ERR_NOT_FOUND ? ERR_OK : err;
}
