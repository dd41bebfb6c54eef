/* efface domain. */
#include "app/command/domain.h"

#include "base/buf.h"

#include "service/domain_rule.h"

#define LIST_MAX_BYTES ((size_t)8 << 20)

static enum err rule_set(struct ctx *ctx, struct app_call *call, enum domain_severity severity,
                         struct sv *out_text)
{
    struct domain_rule rule;
    struct sv comment = app_call_find(call, SV("comment"));
    enum err err = service_set_domain_rule(ctx, app_call_find(call, SV("host")), severity,
                                           comment.ptr == NULL ? SV("") : comment, &rule);
    if (err == ERR_VALIDATION)
        return fail(ctx, ERR_BAD_REQUEST, "that is no other server's name");
    TRY(err);
    *out_text = sv_printf(ctx->arena, "%" SV_FMT ": %" SV_FMT "\n", SV_ARG(rule.domain),
                          SV_ARG(domain_severity_name(rule.severity)));
    return ERR_OK;
}

enum err command_domain_block(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    return rule_set(ctx, call, DOMAIN_BLOCK, out_text);
}

enum err command_domain_silence(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    return rule_set(ctx, call, DOMAIN_SILENCE, out_text);
}

enum err command_domain_allow(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    return rule_set(ctx, call, DOMAIN_ALLOW, out_text);
}

static void rule_print(struct buf *b, const struct domain_rule *rule)
{
    buf_printf(b, "%-40.*s %.*s", SV_ARG(rule->domain),
               SV_ARG(domain_severity_name(rule->severity)));
    if (rule->comment.len > 0)
        buf_printf(b, "  %" SV_FMT, SV_ARG(rule->comment));
    buf_char(b, '\n');
}

enum err command_domain_list(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    UNUSED(call);
    struct buf b;
    buf_init(&b, ctx->arena, LIST_MAX_BYTES);
    struct paging paging = paging_of(-1, -1, -1, PAGING_COUNT_MAX);
    struct domain_rule *rules = NULL;
    size_t count = 0;
    do {
        TRY(service_list_domain_rules(ctx, &paging, &rules, &count));
        for (size_t i = 0; i < count; i++) {
            rule_print(&b, &rules[i]);
            paging.below = rules[i].id;
        }
    } while (count > 0);
    *out_text = buf_view(&b);
    return b.is_overflown ? fail(ctx, ERR_LIMIT, "too many rules to list") : ERR_OK;
}
