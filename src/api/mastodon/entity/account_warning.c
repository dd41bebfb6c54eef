/* AccountWarning entity. */
#include "api/mastodon/entity/account_warning.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"

void entity_account_warning_render(struct ctx *ctx, struct json_writer *w,
                                   const struct staff_act *act, const struct account *target)
{
    struct subject about = subject_of(act->target, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, act->id.v);
    json_w_key_str(w, SV("action"), about, staff_act_name(act->kind));
    json_w_key_str(w, SV("text"), about, act->text.ptr == NULL ? SV("") : act->text);
    json_w_key_null(w, SV("status_ids"), about); /* an act here is about an account */
    json_w_key(w, SV("target_account"));
    entity_account_render(ctx, w, target);
    json_w_key_null(w, SV("appeal"), about);
    entity_key_time(w, ctx->arena, SV("created_at"), about, id_time_ms(act->id.v));
    json_w_object_end(w);
}
