/* Report accounts. */
#include "service/report_account.h"

#include "db/db.h"
#include "model/activity.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/log_act.h"
#include "service/permit.h"
#include "service/tell_staff.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/instance_rule.h"
#include "store/keyring.h"
#include "store/outbound.h"
#include "store/report.h"
#include "store/status.h"
#include "text/utf8.h"

struct write {
    struct report report;
    struct sv comment_box;
    struct inbox_id inbox; /* none: nobody else is told */
};

/* Those of the statuses that the target posted. */
static enum err statuses_own(struct ctx *ctx, const struct report_draft *draft,
                             struct report *report)
{
    struct status_id *own = ARENA_ARRAY(ctx->arena, struct status_id, draft->status_count);
    size_t count = 0;
    for (size_t i = 0; i < draft->status_count; i++) {
        struct status status;
        enum err err = store_status_get(ctx, draft->statuses[i], &status);
        if (err == ERR_OK && account_id_eq(status.account, draft->target))
            own[count++] = status.id;
        else if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
    }
    report->statuses = own;
    report->status_count = count;
    return ERR_OK;
}

static enum err comment_seal(struct ctx *ctx, struct write *w, bool is_local)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    if (is_local)
        TRY(keyring_account_key(ctx, w->report.reporter, &key));
    w->comment_box = store_report_seal(ctx, &w->report, is_local ? &key : NULL);
    return ERR_OK;
}

static enum err report_write(struct ctx *ctx, void *arg)
{
    const struct write *w = arg;
    const struct report *report = &w->report;
    TRY(store_account_hold(ctx, report->reporter, NULL));
    TRY(store_account_hold(ctx, report->target, NULL));
    TRY(store_report_insert(ctx, report, w->comment_box));
    TRY(service_tell_report(ctx, report));
    if (inbox_id_is_none(w->inbox))
        return ERR_OK;
    engine_wake_delivery(ctx);
    return store_delivery_insert(ctx, account_id(0), w->inbox, ACTIVITY_FLAG, report->id.v,
                                 report->target, SV(""));
}

static enum err report_store(struct ctx *ctx, struct write *w, bool is_local)
{
    TRY(comment_seal(ctx, w, is_local));
    return db_write(ctx, report_write, w);
}

static struct report report_of(struct ctx *ctx, struct account_id reporter,
                               const struct report_draft *draft)
{
    return (struct report){ .id = report_id(engine_next_id(ctx)),
                            .reporter = reporter,
                            .target = draft->target,
                            .category = draft->category,
                            .comment = sv_trim(draft->comment),
                            .rules = draft->rules,
                            .rule_count = draft->rule_count,
                            .created_ms = ctx->now_ms,
                            .updated_ms = ctx->now_ms };
}

/* Each is one of the instance's, and only a violation names them. */
static enum err rules_check(struct ctx *ctx, enum report_category category, const int64_t *rules,
                            size_t count)
{
    struct instance_rule *all = NULL;
    size_t all_count = 0;
    if (count > 0 && category != REPORT_VIOLATION)
        return fail(ctx, ERR_VALIDATION, "rules without a violation");
    if (count > 0)
        TRY(store_instance_rule_list(ctx, &all, &all_count));
    for (size_t i = 0; i < count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < all_count && !is_there; j++)
            is_there = all[j].id == rules[i];
        if (!is_there)
            return fail(ctx, ERR_VALIDATION, "no such rule");
    }
    return ERR_OK;
}

static enum err draft_check(struct ctx *ctx, const struct report_draft *draft)
{
    bool is_right = utf8_is_valid(draft->comment) &&
                    utf8_count_chars(draft->comment) <= REPORT_COMMENT_MAX_CHARS &&
                    draft->status_count <= REPORT_STATUSES_MAX &&
                    !account_id_eq(draft->target, ctx->viewer.account);
    if (!is_right)
        return fail(ctx, ERR_VALIDATION, "comment, statuses or target");
    return rules_check(ctx, draft->category, draft->rules, draft->rule_count);
}

enum err service_report_account(struct ctx *ctx, const struct report_draft *draft,
                                struct report *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(draft_check(ctx, draft));
    struct account target;
    TRY(service_view_account(ctx, draft->target, &target));
    struct write w = { .report = report_of(ctx, ctx->viewer.account, draft) };
    TRY(statuses_own(ctx, draft, &w.report));
    if (w.report.status_count < draft->status_count)
        return ERR_NOT_FOUND;
    if (draft->forwards && !account_is_local(&target)) {
        enum err err = store_inbox_of_account(ctx, target.id, &w.inbox);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        w.report.is_forwarded = err == ERR_OK;
    }
    TRY(report_store(ctx, &w, true));
    *out = w.report;
    return ERR_OK;
}

enum err service_receive_report(struct ctx *ctx, struct account_id reporter,
                                const struct report_draft *draft)
{
    struct account from;
    struct account target;
    TRY(service_view_account(ctx, reporter, &from));
    TRY(service_view_account(ctx, draft->target, &target));
    if (!account_is_local(&target))
        return ERR_NOT_FOUND;
    bool rejects_media = false;
    bool rejects_reports = false;
    TRY(service_domain_rejects(ctx, from.domain, &rejects_media, &rejects_reports));
    if (rejects_reports)
        return ERR_OK;
    struct report_draft cut = *draft;
    cut.comment = utf8_is_valid(draft->comment)
                      ? utf8_cut_chars(draft->comment, REPORT_COMMENT_MAX_CHARS)
                      : SV("");
    if (cut.status_count > REPORT_STATUSES_MAX)
        cut.status_count = REPORT_STATUSES_MAX;
    struct write w = { .report = report_of(ctx, reporter, &cut) };
    TRY(statuses_own(ctx, &cut, &w.report));
    return report_store(ctx, &w, false);
}

enum err service_list_reports(struct ctx *ctx, const struct report_filter *filter,
                              const struct paging *paging, struct report **out, size_t *out_count,
                              struct paging_span *out_span)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_report_page(ctx, filter, paging, out, out_count, out_span);
}

enum err service_get_report(struct ctx *ctx, struct report_id id, struct report *out)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    enum err err = store_report_get(ctx, id, out);
    return err == ERR_KEY_GONE ? ERR_NOT_FOUND : err;
}

/* What staff does to a report. */
struct handling {
    enum staff_act_kind kind;
    struct report report; /* as it becomes */
};

static enum err handling_write(struct ctx *ctx, void *arg)
{
    const struct handling *h = arg;
    const struct report *report = &h->report;
    TRY(store_account_hold(ctx, report->target, NULL));
    TRY(service_log_act(ctx, h->kind, report->target, report->id.v));
    if (h->kind == STAFF_ACT_REPORT_TAKE || h->kind == STAFF_ACT_REPORT_LEAVE)
        return store_report_set_assigned(ctx, report->id, report->assigned_to);
    if (h->kind == STAFF_ACT_REPORT_SORT)
        return store_report_set_category(ctx, report);
    return store_report_set_handled(ctx, report->id, report->handled_ms, report->handled_by);
}

static enum err report_handle(struct ctx *ctx, struct handling *h, struct report *out)
{
    enum err err = db_write(ctx, handling_write, h);
    if (err == ERR_KEY_GONE)
        return ERR_NOT_FOUND;
    TRY(err);
    return service_get_report(ctx, h->report.id, out);
}

enum err service_close_report(struct ctx *ctx, struct report_id id, bool is_handled,
                              struct report *out)
{
    struct handling h = { .kind = is_handled ? STAFF_ACT_REPORT_CLOSE : STAFF_ACT_REPORT_REOPEN };
    TRY(service_get_report(ctx, id, &h.report));
    h.report.handled_ms = is_handled ? ctx->now_ms : 0;
    h.report.handled_by = is_handled ? ctx->viewer.user_account : account_id(0);
    return report_handle(ctx, &h, out);
}

enum err service_take_report(struct ctx *ctx, struct report_id id, bool is_taken,
                             struct report *out)
{
    struct handling h = { .kind = is_taken ? STAFF_ACT_REPORT_TAKE : STAFF_ACT_REPORT_LEAVE };
    TRY(service_get_report(ctx, id, &h.report));
    h.report.assigned_to = is_taken ? ctx->viewer.user_account : account_id(0);
    return report_handle(ctx, &h, out);
}

enum err service_sort_report(struct ctx *ctx, struct report_id id, enum report_category category,
                             const int64_t *rules, size_t rule_count, struct report *out)
{
    struct handling h = { .kind = STAFF_ACT_REPORT_SORT };
    TRY(service_get_report(ctx, id, &h.report));
    bool keeps = rules == NULL && category == REPORT_VIOLATION;
    h.report.category = category;
    h.report.rules = keeps ? h.report.rules : rules;
    h.report.rule_count = keeps ? h.report.rule_count : rule_count;
    if (!keeps)
        TRY(rules_check(ctx, category, rules, rule_count));
    return report_handle(ctx, &h, out);
}
