/* Moderate accounts. */
#include "service/moderate_account.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/log_act.h"
#include "service/manage_user.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/report_account.h"
#include "service/tie.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/outbound.h"
#include "store/report.h"
#include "store/staff_act.h"
#include "store/user.h"
#include "stream/stream.h"
#include "text/utf8.h"

struct act_write {
    struct engine *engine;
    struct account account; /* as it was */
    bool is_user;
    struct user user;
    enum account_state state; /* what it becomes, with the next two */
    enum user_state user_state;
    bool is_sensitized;
    struct staff_act act;
    struct sv text_box;
    struct report_id report;
};

static void account_changed(void *arg)
{
    const struct act_write *w = arg;
    cache_invalidate(w->engine->cache, cache_ref_account(w->account.id));
    cache_invalidate(w->engine->cache, cache_ref_site());
    if (w->state == ACCOUNT_SUSPENDED)
        (void)stream_end_account(w->engine->stream, w->account.id);
}

/* A person's login goes with their account, or alone. */
static enum err state_write(struct ctx *ctx, const struct act_write *w)
{
    bool is_other = w->state != w->account.state;
    if (w->is_user && (is_other || w->user_state != w->user.state))
        TRY(service_write_user_state(ctx, &w->user, w->user_state, w->state));
    else if (is_other)
        TRY(store_account_set_state(ctx, w->account.id, w->state));
    if (!is_other || !account_is_local(&w->account))
        return ERR_OK;
    engine_wake_delivery(ctx);
    return store_fanout_insert(ctx, w->account.id, ACTIVITY_UPDATE_ACTOR, w->account.id.v,
                               FANOUT_FOLLOWERS, NULL);
}

static enum err told_write(struct ctx *ctx, const struct act_write *w)
{
    if (!staff_act_is_told(w->act.kind))
        return ERR_OK;
    if (w->act.kind != STAFF_ACT_WARN)
        TRY(store_report_close_target(ctx, w->account.id, w->act.by));
    if (!report_id_is_none(w->report))
        TRY(store_report_set_handled(ctx, w->report, ctx->now_ms, w->act.by));
    struct notification what = { .kind = NOTIFICATION_MODERATION_WARNING,
                                 .owner = w->account.id,
                                 .from = w->account.id,
                                 .act = w->act.id };
    return service_notify(ctx, &what);
}

static enum err act_write(struct ctx *ctx, void *arg)
{
    struct act_write *w = arg;
    TRY(store_account_hold(ctx, w->account.id, NULL));
    TRY(store_staff_act_insert(ctx, &w->act, w->text_box));
    /* Before a suspension, which nothing is told behind. */
    TRY(told_write(ctx, w));
    if (w->is_sensitized != w->account.is_sensitized)
        TRY(store_account_set_sensitized(ctx, w->account.id, w->is_sensitized));
    db_after_commit(ctx, account_changed, w);
    return state_write(ctx, w);
}

/* Nobody moderates their equals, nor themselves; the console has no equals. */
static enum err may_moderate(struct ctx *ctx, const struct act_write *w)
{
    const struct viewer *viewer = &ctx->viewer;
    bool is_console = user_id_is_none(viewer->user);
    bool is_equal = w->is_user && w->user.role >= viewer->role;
    if (!is_console && (is_equal || account_id_eq(w->account.id, viewer->user_account)))
        return fail(ctx, ERR_FORBIDDEN, "an equal or greater role");
    return ERR_OK;
}

static enum err target_load(struct ctx *ctx, struct account_id id, struct act_write *w)
{
    w->engine = ctx->engine;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(service_tie_load(ctx, id, id, &w->account, &w->account));
    if (account_is_local(&w->account))
        TRY(store_user_find_account(ctx, id, &w->is_user, &w->user));
    w->state = w->account.state;
    w->is_sensitized = w->account.is_sensitized;
    w->user_state = w->is_user ? w->user.state : USER_ACTIVE;
    return may_moderate(ctx, w);
}

static void state_set(struct act_write *w, enum account_state state)
{
    w->state = state;
    if (state == ACCOUNT_SUSPENDED)
        w->user_state = USER_SUSPENDED;
    else if (w->account.state == ACCOUNT_SUSPENDED)
        w->user_state = USER_ACTIVE;
}

/* What becomes of it. */
static enum err outcome_set(struct ctx *ctx, struct act_write *w)
{
    enum account_state was = w->account.state;
    switch (w->act.kind) {
    case STAFF_ACT_SENSITIZE:
    case STAFF_ACT_UNSENSITIZE:
        w->is_sensitized = w->act.kind == STAFF_ACT_SENSITIZE;
        return ERR_OK;
    case STAFF_ACT_DISABLE:
        w->user_state = USER_SUSPENDED;
        return w->is_user ? ERR_OK : fail(ctx, ERR_VALIDATION, "nobody signs in there");
    case STAFF_ACT_ENABLE:
        w->user_state = was == ACCOUNT_SUSPENDED ? w->user_state : USER_ACTIVE;
        return ERR_OK;
    case STAFF_ACT_SILENCE:
        state_set(w, was == ACCOUNT_ACTIVE ? ACCOUNT_SILENCED : was);
        return ERR_OK;
    case STAFF_ACT_UNSILENCE:
        state_set(w, was == ACCOUNT_SILENCED ? ACCOUNT_ACTIVE : was);
        return ERR_OK;
    case STAFF_ACT_SUSPEND:
        state_set(w, ACCOUNT_SUSPENDED);
        return ERR_OK;
    case STAFF_ACT_UNSUSPEND:
        state_set(w, was == ACCOUNT_SUSPENDED ? ACCOUNT_ACTIVE : was);
        return ERR_OK;
    case STAFF_ACT_WARN:
    case STAFF_ACT_APPROVE:
    case STAFF_ACT_REJECT:
    case STAFF_ACT_ERASE:
    case STAFF_ACT_REPORT_TAKE:
    case STAFF_ACT_REPORT_LEAVE:
    case STAFF_ACT_REPORT_CLOSE:
    case STAFF_ACT_REPORT_REOPEN:
    case STAFF_ACT_REPORT_SORT:
    case STAFF_ACT_DOMAIN_SET:
    case STAFF_ACT_DOMAIN_DELETE:
    case STAFF_ACT_KIND_COUNT:
        break;
    }
    return ERR_OK;
}

static enum err text_take(struct ctx *ctx, struct sv untrusted, struct act_write *w)
{
    struct sv text = sv_trim(untrusted);
    if (!utf8_is_valid(text) || utf8_count_chars(text) > STAFF_ACT_TEXT_MAX_CHARS)
        return fail(ctx, ERR_VALIDATION, "text of a warning");
    if (text.len == 0 || !account_is_local(&w->account) || !staff_act_is_told(w->act.kind))
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, w->account.id, &key));
    w->act.text = text;
    w->text_box = store_staff_act_seal(ctx, &w->act, &key);
    return ERR_OK;
}

static enum err report_take(struct ctx *ctx, struct report_id id, struct act_write *w)
{
    struct report report;
    if (report_id_is_none(id))
        return ERR_OK;
    TRY(service_get_report(ctx, id, &report));
    w->report = id;
    w->act.object = id.v;
    return account_id_eq(report.target, w->account.id) ? ERR_OK : ERR_NOT_FOUND;
}

enum err service_act_on_account(struct ctx *ctx, struct account_id id,
                                const struct account_act *act, struct account *out)
{
    assert(act->kind <= STAFF_ACT_UNSUSPEND);
    struct act_write w = { 0 };
    TRY(target_load(ctx, id, &w));
    w.act = service_begin_act(ctx, act->kind, id);
    TRY(report_take(ctx, act->report, &w));
    TRY(text_take(ctx, act->text, &w));
    TRY(outcome_set(ctx, &w));
    TRY(db_write(ctx, act_write, &w));
    return store_account_get(ctx, id, out);
}

static enum staff_act_kind kind_of(enum account_state before, enum account_state after)
{
    if (after == ACCOUNT_SUSPENDED)
        return STAFF_ACT_SUSPEND;
    if (after == ACCOUNT_SILENCED)
        return STAFF_ACT_SILENCE;
    return before == ACCOUNT_SILENCED ? STAFF_ACT_UNSILENCE : STAFF_ACT_UNSUSPEND;
}

enum err service_moderate_account(struct ctx *ctx, struct account_id id, enum account_state state,
                                  struct account *out)
{
    assert(state == ACCOUNT_ACTIVE || state == ACCOUNT_SILENCED || state == ACCOUNT_SUSPENDED);
    struct act_write w = { 0 };
    TRY(target_load(ctx, id, &w));
    if (w.account.state != state) {
        w.act = service_begin_act(ctx, kind_of(w.account.state, state), id);
        state_set(&w, state);
        TRY(db_write(ctx, act_write, &w));
    }
    return store_account_get(ctx, id, out);
}

enum err service_erase_suspended(struct ctx *ctx, struct account_id id)
{
    struct act_write w = { 0 };
    struct account_erasure erasure;
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(target_load(ctx, id, &w));
    if (w.account.state != ACCOUNT_SUSPENDED)
        return fail(ctx, ERR_FORBIDDEN, "only who is suspended is erased by others");
    TRY(service_erase_account(ctx, id, false, &erasure));
    return service_log_act_alone(ctx, STAFF_ACT_ERASE, 0);
}
