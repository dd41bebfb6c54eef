/* Flag: somebody on another server reports accounts of ours; its instance's actor usually says so for them.
 *
 * Spec: the section on Flag in FEDERATION
 */
#include "fed/inbox/handlers.h"

#include "ap/value.h"
#include "fed/resolve.h"
#include "service/engine.h"
#include "service/receive_status.h"
#include "service/report_account.h"

/* One Flag reports so many accounts at most. */
#define TARGETS_MAX 5

struct flagged {
    struct account_id targets[TARGETS_MAX];
    size_t target_count;
    struct status_id statuses[REPORT_STATUSES_MAX];
    size_t status_count;
};

static void target_add(struct flagged *f, struct account_id id)
{
    for (size_t i = 0; i < f->target_count; i++)
        if (account_id_eq(f->targets[i], id))
            return;
    if (f->target_count < TARGETS_MAX)
        f->targets[f->target_count++] = id;
}

/* An account or a status of ours; what is somebody else's, or gone, is passed over. */
static enum err object_add(struct ctx *ctx, struct flagged *f, struct sv uri)
{
    struct account_id account;
    struct status status;
    if (!site_is_local(&ctx->engine->site, uri))
        return ERR_OK;
    enum err err = service_find_status_uri(ctx, uri, &status);
    if (err == ERR_OK && status.is_local && f->status_count < REPORT_STATUSES_MAX) {
        f->statuses[f->status_count++] = status.id;
        target_add(f, status.account);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    err = fed_resolve_actor(ctx, uri, INT64_MAX, &account);
    if (err == ERR_OK)
        target_add(f, account);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err fed_on_flag(struct ctx *ctx, const struct fed_received *r)
{
    struct flagged f = { 0 };
    if (r->is_forwarded)
        return ERR_OK;
    struct json_iter it = json_each_of(ap_get(r->document, SV("object")));
    for (size_t i = 0; i < AP_FLAG_OBJECTS_MAX && json_next(&it); i++)
        TRY(object_add(ctx, &f, ap_id(it.value)));
    for (size_t i = 0; i < f.target_count; i++) {
        struct report_draft draft = { .target = f.targets[i],
                                      .comment = r->activity.content,
                                      .statuses = f.statuses,
                                      .status_count = f.status_count };
        enum err err = service_receive_report(ctx, r->signer.id, &draft);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_OK;
}
