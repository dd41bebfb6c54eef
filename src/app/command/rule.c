/* efface rule. */
#include "app/command/rule.h"

#include "base/buf.h"
#include "base/num.h"

#include "service/manage_rules.h"

#define LIST_MAX_BYTES ((size_t)1 << 20)

static struct sv text_of(const struct app_call *call, struct sv name)
{
    struct sv text = app_call_find(call, name);
    return text.ptr == NULL ? SV("") : text;
}

static enum err refusal(struct ctx *ctx, enum err err)
{
    if (err == ERR_VALIDATION)
        return fail(ctx, ERR_BAD_REQUEST,
                    "a rule has 1 to %d characters, its hint at most %d, and there are at most %d",
                    INSTANCE_RULE_TEXT_MAX_CHARS, INSTANCE_RULE_HINT_MAX_CHARS, INSTANCE_RULES_MAX);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_NOT_FOUND, "there is no such rule; see efface rule list");
    return err;
}

static enum err id_read(struct ctx *ctx, const struct app_call *call, int64_t *out)
{
    if (!sv_to_i64(app_call_find(call, SV("id")), out))
        return fail(ctx, ERR_BAD_PARAM, "a rule is named by its number; see efface rule list");
    return ERR_OK;
}

enum err command_rule_add(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct instance_rule rule;
    TRY(refusal(
        ctx, service_add_rule(ctx, text_of(call, SV("text")), text_of(call, SV("hint")), &rule)));
    *out_text = sv_printf(ctx->arena, "%lld\n", (long long)rule.id);
    return ERR_OK;
}

enum err command_rule_edit(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    int64_t id = 0;
    TRY(id_read(ctx, call, &id));
    *out_text = SV("");
    return refusal(
        ctx, service_edit_rule(ctx, id, text_of(call, SV("text")), text_of(call, SV("hint"))));
}

enum err command_rule_list(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    UNUSED(call);
    struct buf b;
    struct instance_rule *rules = NULL;
    size_t count = 0;
    buf_init(&b, ctx->arena, LIST_MAX_BYTES);
    TRY(service_list_rules(ctx, &rules, &count));
    for (size_t i = 0; i < count; i++) {
        buf_printf(&b, "%lld  %" SV_FMT "\n", (long long)rules[i].id, SV_ARG(rules[i].text));
        if (rules[i].hint.len > 0)
            buf_printf(&b, "    %" SV_FMT "\n", SV_ARG(rules[i].hint));
    }
    *out_text = buf_view(&b);
    return b.is_overflown ? fail(ctx, ERR_LIMIT, "too many rules to list") : ERR_OK;
}

enum err command_rule_remove(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    int64_t id = 0;
    TRY(id_read(ctx, call, &id));
    *out_text = SV("");
    return refusal(ctx, service_delete_rule(ctx, id));
}
