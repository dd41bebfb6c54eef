/* Admin::DomainBlock and Admin::DomainAllow entities. */
#include "api/mastodon/entity/admin_domain.h"

#include "api/mastodon/entity/tag_of.h"
#include "service/domain_rule.h"

struct sv entity_domain_severity_name(enum domain_severity severity)
{
    switch (severity) {
    case DOMAIN_BLOCK:
        return SV("suspend");
    case DOMAIN_SILENCE:
        return SV("silence");
    case DOMAIN_ALLOW:
    case DOMAIN_NOOP:
    case DOMAIN_SEVERITY_COUNT:
        break;
    }
    return SV("noop");
}

static void begin_render(struct ctx *ctx, struct json_writer *w, const struct domain_rule *rule)
{
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), SUBJECT_NONE, rule->id);
    json_w_key_str(w, SV("domain"), SUBJECT_NONE, rule->domain);
    entity_key_time(w, ctx->arena, SV("created_at"), SUBJECT_NONE, rule->created_ms);
}

void entity_admin_domain_block_render(struct ctx *ctx, struct json_writer *w,
                                      const struct domain_rule *rule)
{
    begin_render(ctx, w, rule);
    json_w_key_str(w, SV("digest"), SUBJECT_NONE, service_domain_digest(ctx, rule->domain));
    json_w_key_str(w, SV("severity"), SUBJECT_NONE, entity_domain_severity_name(rule->severity));
    json_w_key_bool(w, SV("reject_media"), SUBJECT_NONE, rule->rejects_media);
    json_w_key_bool(w, SV("reject_reports"), SUBJECT_NONE, rule->rejects_reports);
    entity_key_str_or_null(w, SV("private_comment"), SUBJECT_NONE, rule->comment);
    entity_key_str_or_null(w, SV("public_comment"), SUBJECT_NONE, rule->public_comment);
    json_w_key_bool(w, SV("obfuscate"), SUBJECT_NONE, rule->is_obfuscated);
    json_w_object_end(w);
}

void entity_admin_domain_allow_render(struct ctx *ctx, struct json_writer *w,
                                      const struct domain_rule *rule)
{
    begin_render(ctx, w, rule);
    json_w_object_end(w);
}
