/* Admin::Report entity. */
#include "api/mastodon/entity/admin_report.h"

#include "api/mastodon/entity/admin_account.h"
#include "api/mastodon/entity/rule.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"

static void account_render(struct ctx *ctx, struct json_writer *w, struct sv key,
                           const struct inspected_account *it)
{
    if (it == NULL) {
        json_w_key_null(w, key, SUBJECT_NONE);
        return;
    }
    json_w_key(w, key);
    entity_admin_account_render(ctx, w, it);
}

enum err entity_admin_report_render(struct ctx *ctx, struct json_writer *w,
                                    const struct inspected_report *it, uint64_t epoch)
{
    const struct report *report = &it->report;
    struct subject about = subject_of(report->target, CLASS_RELATIONS);
    struct subject from = subject_of(report->reporter, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, report->id.v);
    json_w_key_bool(w, SV("action_taken"), about, report->handled_ms != 0);
    entity_key_time_or_null(w, ctx->arena, SV("action_taken_at"), about, report->handled_ms);
    json_w_key_str(w, SV("category"), from, report_category_name(report->category));
    json_w_key_str(w, SV("comment"), from, report->comment.ptr == NULL ? SV("") : report->comment);
    json_w_key_bool(w, SV("forwarded"), from, report->is_forwarded);
    entity_key_time(w, ctx->arena, SV("created_at"), about, report->created_ms);
    entity_key_time(w, ctx->arena, SV("updated_at"), about, report->updated_ms);
    account_render(ctx, w, SV("account"), it->reporter);
    account_render(ctx, w, SV("target_account"), it->target);
    account_render(ctx, w, SV("assigned_account"), it->assigned);
    account_render(ctx, w, SV("action_taken_by_account"), it->handler);
    json_w_key_array(w, SV("statuses"));
    for (size_t i = 0; i < it->status_count; i++)
        TRY(entity_status_render(ctx, w, &it->statuses[i], epoch));
    json_w_array_end(w);
    entity_key_rules(w, SV("rules"), it->rules, it->rule_count);
    json_w_object_end(w);
    return ERR_OK;
}
