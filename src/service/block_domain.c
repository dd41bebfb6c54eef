/* Block a domain as an account. */
#include "service/block_domain.h"

#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/log_page.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/job.h"
#include "store/relation.h"

static enum err block_write(struct ctx *ctx, void *arg)
{
    const struct sv *domain = arg;
    struct account_id owner = ctx->viewer.account;
    int64_t id = 0;
    service_tie_changed(ctx, owner, owner);
    TRY(store_domain_block_insert(ctx, owner, *domain, engine_next_id(ctx), &id));
    TRY(store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_SEVER_DOMAIN, owner, id, 0,
                         ctx->now_ms));
    TRY(service_log_acting(ctx, PAGE_LOG_DOMAIN_BLOCKED, account_id(0), status_id(0)));
    engine_wake_jobs(ctx);
    return ERR_OK;
}

enum err service_block_domain(struct ctx *ctx, struct sv domain)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct sv normal;
    TRY(service_normalize_domain(ctx, domain, &normal));
    return service_write_acting(ctx, block_write, &normal);
}

enum err service_preview_domain_block(struct ctx *ctx, struct sv domain,
                                      struct domain_block_preview *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct sv normal;
    struct domain_block_preview preview = { 0 };
    TRY(service_normalize_domain(ctx, domain, &normal));
    TRY(store_domain_ties_count(ctx, ctx->viewer.account, normal, &preview.following,
                                &preview.followers));
    *out = preview;
    return ERR_OK;
}

static enum err unblock_write(struct ctx *ctx, void *arg)
{
    const struct sv *domain = arg;
    service_tie_changed(ctx, ctx->viewer.account, ctx->viewer.account);
    TRY(store_domain_block_delete(ctx, ctx->viewer.account, *domain));
    return service_log_acting(ctx, PAGE_LOG_DOMAIN_UNBLOCKED, account_id(0), status_id(0));
}

enum err service_unblock_domain(struct ctx *ctx, struct sv domain)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct sv normal;
    TRY(service_normalize_domain(ctx, domain, &normal));
    return service_write_acting(ctx, unblock_write, &normal);
}
