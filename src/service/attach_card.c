/* Attach preview cards. */
#include "service/attach_card.h"

#include "base/clock.h"
#include "crypto/random.h"
#include "db/db.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/publish_status.h"
#include "store/job.h"
#include "store/preview_card.h"
#include "text/html_link.h"

#define FAR_WAIT_MS (30 * MS_PER_SECOND)

static bool may_have_one(const struct status *status)
{
    return status->visibility <= VISIBILITY_UNLISTED && status->media_count == 0 &&
           !status->is_imported && !status_is_reblog(status);
}

enum err service_preview_later(struct ctx *ctx, const struct status *status)
{
    bool has_link = sv_find(status->content.bytes, SV("<a "), 0) != SIZE_MAX;
    uint64_t wait = 0;
    bool may_change = (has_link && may_have_one(status)) || status->card != NULL;
    if (ctx->engine->fed == NULL || !may_change)
        return ERR_OK;
    if (!status->is_local && !ctx->engine->site.is_loopback) {
        crypto_random_bytes(&wait, sizeof wait);
        wait %= (uint64_t)FAR_WAIT_MS;
    }
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_FETCH_CARD, account_id(0),
                            status->id.v, 0, ctx->now_ms + (int64_t)wait);
}

enum err service_find_preview_link(struct ctx *ctx, const struct status *status, struct sv *out)
{
    struct html_links links = html_links_of(status->content.bytes);
    struct url url;
    *out = SV("");
    while (may_have_one(status) && html_links_next(&links, ctx->arena, &url)) {
        bool is_blocked = false;
        if (site_is_local(&ctx->engine->site, url.text))
            continue;
        TRY(service_domain_is_blocked(ctx, url.host, &is_blocked));
        if (is_blocked)
            continue;
        *out = url.fragment.ptr == NULL ? url.text
                                        : sv_sub(url.text, 0, url.text.len - url.fragment.len - 1);
        return ERR_OK;
    }
    return ERR_OK;
}

enum err service_find_preview(struct ctx *ctx, struct sv url, bool *out_fresh,
                              struct preview_card *out_card)
{
    bool is_known = false;
    TRY(store_preview_card_find(ctx, url, &is_known, out_card));
    int64_t age_ms = is_known ? ctx->now_ms - out_card->fetched_ms : INT64_MAX;
    int64_t fresh_ms =
        is_known && out_card->title.len == 0 ? PREVIEW_CARD_EMPTY_MS : PREVIEW_CARD_FRESH_MS;
    *out_fresh = age_ms < fresh_ms;
    db_release(ctx);
    return ERR_OK;
}

struct attachment {
    struct status_id status;
    struct preview_card_id card;
    const struct preview_card *page; /* NULL: it is stored */
};

static enum err attach_write(struct ctx *ctx, void *arg)
{
    struct attachment *a = arg;
    struct publication publication = {
        .changed = { cache_ref_status(a->status), cache_ref_public() }, .changed_count = 2
    };
    if (a->page != NULL)
        TRY(store_preview_card_upsert(ctx, a->page, &a->card));
    service_publish_commit(ctx, &publication);
    return store_status_card_set(ctx, a->status, a->card);
}

enum err service_attach_card(struct ctx *ctx, struct status_id status,
                             const struct preview_card *card)
{
    struct preview_card page = *card;
    struct attachment attachment = { .status = status, .page = &page };
    page.id = preview_card_id(engine_next_id(ctx));
    return db_write(ctx, attach_write, &attachment);
}

enum err service_set_card(struct ctx *ctx, struct status_id status, struct preview_card_id card)
{
    struct attachment attachment = { .status = status, .card = card };
    return db_write(ctx, attach_write, &attachment);
}

bool service_lets_itself_be_named(const struct account *account, struct sv host)
{
    struct sv rest = account->attribution;
    struct sv domain;
    while (sv_split(&rest, '\n', &domain)) {
        domain = sv_trim(domain);
        if (domain.len == 0 || domain.len > host.len)
            continue;
        struct sv end = sv_from_offset(host, host.len - domain.len);
        bool is_whole = domain.len == host.len || host.ptr[host.len - domain.len - 1] == '.';
        if (is_whole && sv_eq_nocase(end, domain))
            return true;
    }
    return false;
}
