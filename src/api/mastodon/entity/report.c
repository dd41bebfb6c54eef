/* Report entity. */
#include "api/mastodon/entity/report.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"

/* Null, not an empty list, where none is named: so apps know it. */
static void rule_ids_render(struct json_writer *w, const struct report *report)
{
    struct subject about = subject_of(report->target, CLASS_RELATIONS);
    if (report->rule_count == 0) {
        json_w_key_null(w, SV("rule_ids"), about);
        return;
    }
    json_w_key_array(w, SV("rule_ids"));
    for (size_t i = 0; i < report->rule_count; i++)
        json_w_id(w, about, report->rules[i]);
    json_w_array_end(w);
}

void entity_report_render(struct ctx *ctx, struct json_writer *w, const struct report *report,
                          const struct account *target)
{
    struct subject about = subject_of(report->target, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, report->id.v);
    json_w_key_bool(w, SV("action_taken"), about, report->handled_ms != 0);
    entity_key_time_or_null(w, ctx->arena, SV("action_taken_at"), about, report->handled_ms);
    json_w_key_str(w, SV("category"), about, report_category_name(report->category));
    json_w_key_str(w, SV("comment"), about, report->comment.ptr == NULL ? SV("") : report->comment);
    json_w_key_bool(w, SV("forwarded"), about, report->is_forwarded);
    entity_key_time(w, ctx->arena, SV("created_at"), about, report->created_ms);
    json_w_key_array(w, SV("status_ids"));
    for (size_t i = 0; i < report->status_count; i++)
        json_w_id(w, about, report->statuses[i].v);
    json_w_array_end(w);
    rule_ids_render(w, report);
    json_w_key(w, SV("target_account"));
    entity_account_render(ctx, w, target);
    json_w_object_end(w);
}
