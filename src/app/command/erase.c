/* efface erase. */
#include "app/command/erase.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/run_erasure.h"
#include "store/account.h"

#define LOOK_AGAIN_US 50000
#define WAIT_MAX_MS (60 * MS_PER_MINUTE)

/* What is to go. */
struct target {
    bool is_status;
    struct status_id status;
    struct account_id account;
};

static enum err handle_find(struct ctx *ctx, struct sv text, struct target *out)
{
    struct sv name;
    struct sv domain = text;
    (void)sv_split(&domain, '@', &name);
    if (domain.ptr == NULL || sv_eq(domain, ctx->engine->site.host))
        domain = SV("");
    struct account account;
    TRY(app_call_account(ctx, name, sv_lower(ctx->arena, domain), &account));
    *out = (struct target){ .account = account.id };
    return ERR_OK;
}

static enum err target_find(struct ctx *ctx, struct sv text, struct target *out)
{
    struct site_address at;
    if (sv_starts_with(text, SV("@")))
        return handle_find(ctx, sv_from_offset(text, 1), out);
    if (!site_parse(&ctx->engine->site, text, &at))
        return fail(ctx, ERR_BAD_PARAM, "name an @handle or an address of this server");
    if (at.place == SITE_PROFILE)
        return handle_find(ctx, at.name, out);
    *out = (struct target){ .is_status = at.place != SITE_ACTOR };
    if (out->is_status)
        out->status = status_id(at.id);
    else
        out->account = account_id(at.id);
    if (at.place == SITE_ACTIVITY || at.id == 0)
        return fail(ctx, ERR_BAD_PARAM, "that address is neither an account nor a status");
    return ERR_OK;
}

/* "@a and @b belong to nobody else" */
static enum err sole_owner(struct ctx *ctx, const struct account_erasure *erasure)
{
    struct buf b;
    buf_init(&b, ctx->arena, 240);
    for (size_t i = 0; i < erasure->sole_page_count; i++)
        buf_printf(&b, "%s@%" SV_FMT, i == 0 ? "" : ", ", SV_ARG(erasure->sole_pages[i]));
    struct sv names = buf_view(&b);
    ctx->error.err = ERR_OK;
    return fail(ctx, ERR_CONFLICT,
                "the only owner of %" SV_FMT
                ": hand over (efface page role) or erase first, or --with-pages",
                SV_ARG(names));
}

static enum err begin(struct ctx *ctx, struct app_call *call, const struct target *target,
                      struct erasure_id *out)
{
    if (target->is_status)
        return service_erase_status(ctx, target->status, out);
    struct account_erasure erasure = { 0 };
    bool with_pages = app_call_find(call, SV("with_pages")).ptr != NULL;
    enum err err = service_erase_account(ctx, target->account, with_pages, &erasure);
    if (err == ERR_CONFLICT && erasure.sole_page_count > 0)
        return sole_owner(ctx, &erasure);
    *out = erasure.id;
    return err;
}

struct reporter {
    struct ctx *ctx;
    struct app_call *call;
};

static void report(void *arg, int64_t done, int64_t expected)
{
    struct reporter *r = arg;
    r->call->progress(r->call->arg, r->ctx, done, expected);
}

/* The running server's jobs do the work; look at how far they are. */
static enum err wait_physical(struct ctx *ctx, struct reporter *r, struct erasure_id id,
                              struct erasure *out)
{
    int64_t until_ms = clock_monotonic_ms() + WAIT_MAX_MS;
    for (;;) {
        TRY(service_get_erasure(ctx, id, out));
        db_release(ctx);
        report(r, out->rows_erased, out->rows_expected);
        if (out->physical_ms != 0)
            return ERR_OK;
        if (clock_monotonic_ms() > until_ms)
            return fail(ctx, ERR_TIMEOUT, "still erasing after an hour; it goes on");
        (void)usleep(LOOK_AGAIN_US);
    }
}

enum err command_erase(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct target target;
    struct erasure_id id = { 0 };
    struct erasure erasure = { 0 };
    TRY(target_find(ctx, app_call_find(call, SV("target")), &target));
    TRY(begin(ctx, call, &target, &id));
    if (app_call_find(call, SV("no_wait")).ptr != NULL) {
        *out_text = SV("Invisible now; the physical erasure goes on.\n");
        return ERR_OK;
    }
    struct reporter reporter = { ctx, call };
    bool is_served = ctx->engine->wake_jobs != NULL;
    if (!is_served)
        TRY(service_finish_erasure(ctx, id, report, &reporter));
    TRY(wait_physical(ctx, &reporter, id, &erasure));
    *out_text = sv_printf(
        ctx->arena, "Erased: %lld rows, %lld files, %lld keys.\nNothing is left here; %s.\n",
        (long long)erasure.rows_erased, (long long)erasure.files_erased,
        (long long)erasure.keys_erased,
        is_served ? "other servers are being told" : "other servers are told when the server runs");
    return ERR_OK;
}
