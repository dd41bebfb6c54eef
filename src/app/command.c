/* Commands on an instance: the table. */
#include "app/command.h"

#include "app/command/announcement.h"
#include "app/command/document.h"
#include "app/command/domain.h"
#include "app/command/emoji.h"
#include "app/command/erase.h"
#include "app/command/import.h"
#include "app/command/rule.h"
#include "app/command/user.h"
#include "store/account.h"

const struct app_command app_commands[] = {
    { "announcement add", command_announcement_add },
    { "announcement edit", command_announcement_edit },
    { "announcement list", command_announcement_list },
    { "announcement remove", command_announcement_remove },
    { "document publish", command_document_publish },
    { "document withdraw", command_document_withdraw },
    { "domain allow", command_domain_allow },
    { "domain block", command_domain_block },
    { "domain list", command_domain_list },
    { "domain silence", command_domain_silence },
    { "emoji edit", command_emoji_edit },
    { "emoji list", command_emoji_list },
    { "emoji new", command_emoji_new },
    { "emoji remove", command_emoji_remove },
    { "erase", command_erase },
    { "import", command_import },
    { "page new", command_page_new },
    { "page role", command_page_role },
    { "rule add", command_rule_add },
    { "rule edit", command_rule_edit },
    { "rule list", command_rule_list },
    { "rule remove", command_rule_remove },
    { "token new", command_token_new },
    { "user approve", command_user_approve },
    { "user list", command_user_list },
    { "user new", command_user_new },
    { "user password", command_user_password },
    { "user reject", command_user_reject },
    { "user suspend", command_user_suspend },
};

const size_t app_command_count = ARRAY_COUNT(app_commands);

enum err app_command_run(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct sv name = app_call_find(call, SV("command"));
    for (size_t i = 0; i < app_command_count; i++) {
        if (!sv_eq(name, sv_from(app_commands[i].name)))
            continue;
        /* Whoever may open the data folder is the operator: an administrator without a login. */
        ctx->viewer = (struct viewer){ .role = USER_ROLE_ADMIN };
        *out_text = SV("");
        return app_commands[i].run(ctx, call, out_text);
    }
    return fail(ctx, ERR_BAD_PARAM, "this version knows no such command");
}

struct sv app_call_find(const struct app_call *call, struct sv name)
{
    return json_get_str(call->request, name);
}

enum err app_call_account(struct ctx *ctx, struct sv handle, struct sv domain, struct account *out)
{
    bool is_found = false;
    enum err err = store_account_find_handle(ctx, handle, domain, &is_found, out);
    if (err == ERR_KEY_GONE)
        ctx->error.err = ERR_OK;
    else
        TRY(err);
    if (!is_found)
        return fail(ctx, ERR_NOT_FOUND, "there is no @%" SV_FMT "%s%" SV_FMT " here",
                    SV_ARG(handle), domain.len > 0 ? "@" : "", SV_ARG(domain));
    return ERR_OK;
}
