/* Profile: edit one's own account. */
#include "api/mastodon/profile.h"

#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "http/upload.h"
#include "service/edit_profile.h"
#include "service/list_relations.h"
#include "service/upload_media.h"
#include "service/view_account.h"
#include "text/params.h"

/* How many wait, up to a page of them: enough for a badge. */
static enum err requests_count(struct ctx *ctx, const struct account *account, int64_t *out)
{
    struct paging paging = paging_of(-1, -1, -1, PAGING_COUNT_MAX);
    struct account_page page = { 0 };
    if (account->is_locked)
        TRY(service_list_own_relations(ctx, RELATION_REQUESTS, &paging, &page));
    *out = (int64_t)page.count;
    return ERR_OK;
}

enum err mastodon_credentials_answer(struct ctx *ctx, struct http_response *res,
                                     const struct account *account)
{
    int64_t request_count = 0;
    struct json_writer w;
    TRY(requests_count(ctx, account, &request_count));
    api_answer_begin(ctx, &w);
    entity_credential_account_render(ctx, &w, account, request_count);
    return api_answer_end(ctx, res, &w);
}

/* Which parameter says which part, where both are one text or one boolean. */
static bool text_read(const struct params *p, struct sv name, unsigned part,
                      struct profile_edit *edit, struct sv *out)
{
    if (!params_has(p, name))
        return false;
    edit->given |= part;
    *out = params_find(p, name);
    return true;
}

static void flag_read(const struct params *p, struct sv name, unsigned part,
                      struct profile_edit *edit, bool *out)
{
    if (!params_has(p, name))
        return;
    edit->given |= part;
    *out = params_bool(p, name, false);
}

/* One more than allowed is read, so that the service can refuse it. */
static void fields_read(struct ctx *ctx, const struct params *p, struct profile_edit *edit)
{
    size_t most = PROFILE_FIELDS_MAX + 1;
    struct profile_field *fields = ARENA_ARRAY(ctx->arena, struct profile_field, most);
    size_t count = 0;
    if (!params_has_any(p, SV("fields_attributes")))
        return;
    while (count < most &&
           params_nested(p, SV("fields_attributes"), count, SV("name"), &fields[count].name)) {
        (void)params_nested(p, SV("fields_attributes"), count, SV("value"), &fields[count].value);
        count++;
    }
    edit->given |= PROFILE_FIELDS;
    edit->fields = fields;
    edit->field_count = count;
}

static void attribution_read(const struct params *p, struct profile_edit *edit)
{
    struct sv *domains = NULL;
    if (!params_has_any(p, SV("attribution_domains")))
        return;
    edit->given |= PROFILE_ATTRIBUTION;
    edit->attribution_count = params_list(p, SV("attribution_domains"), &domains);
    edit->attribution = domains;
}

/* What came with Mastodon 4.4 and 4.6. */
static void later_read(const struct params *p, struct profile_edit *edit)
{
    text_read(p, SV("avatar_description"), PROFILE_AVATAR_ALT, edit, &edit->avatar_alt);
    text_read(p, SV("header_description"), PROFILE_HEADER_ALT, edit, &edit->header_alt);
    flag_read(p, SV("show_media"), PROFILE_MEDIA, edit, &edit->shows_media);
    flag_read(p, SV("show_media_replies"), PROFILE_MEDIA_REPLIES, edit, &edit->shows_media_replies);
    flag_read(p, SV("show_featured"), PROFILE_FEATURED, edit, &edit->shows_featured);
    attribution_read(p, edit);
}

static enum err edit_read(struct ctx *ctx, const struct params *p, struct profile_edit *edit)
{
    struct sv visibility;
    text_read(p, SV("display_name"), PROFILE_DISPLAY_NAME, edit, &edit->display_name);
    text_read(p, SV("note"), PROFILE_NOTE, edit, &edit->note);
    text_read(p, SV("source[language]"), PROFILE_LANGUAGE, edit, &edit->default_language);
    flag_read(p, SV("locked"), PROFILE_LOCKED, edit, &edit->is_locked);
    flag_read(p, SV("bot"), PROFILE_BOT, edit, &edit->is_bot);
    flag_read(p, SV("discoverable"), PROFILE_DISCOVERABLE, edit, &edit->is_discoverable);
    flag_read(p, SV("indexable"), PROFILE_INDEXABLE, edit, &edit->is_indexable);
    flag_read(p, SV("hide_collections"), PROFILE_HIDES_COLLECTIONS, edit, &edit->hides_collections);
    flag_read(p, SV("source[sensitive]"), PROFILE_SENSITIVE, edit, &edit->default_sensitive);
    fields_read(ctx, p, edit);
    later_read(p, edit);
    if (text_read(p, SV("source[privacy]"), PROFILE_VISIBILITY, edit, &visibility) &&
        !visibility_parse(visibility, &edit->default_visibility))
        return fail(ctx, ERR_VALIDATION, "source[privacy]");
    return ERR_OK;
}

/* A picture sent along becomes media first. */
static enum err picture_read(struct ctx *ctx, const struct http_request *req, struct sv field,
                             enum media_purpose purpose, bool *out_has, struct media_id *out)
{
    struct http_upload *file = http_upload_find(req, field);
    struct media media;
    *out_has = file != NULL;
    if (file == NULL)
        return ERR_OK;
    struct media_source source = { .purpose = purpose, .memory_file = file->fd };
    TRY(service_upload_media(ctx, &source, &media));
    *out = media.id;
    return ERR_OK;
}

static enum err pictures_read(struct ctx *ctx, const struct http_request *req,
                              struct profile_edit *edit)
{
    bool has_avatar = false;
    bool has_header = false;
    TRY(picture_read(ctx, req, SV("avatar"), MEDIA_AVATAR, &has_avatar, &edit->avatar));
    TRY(picture_read(ctx, req, SV("header"), MEDIA_HEADER, &has_header, &edit->header));
    edit->given |= (has_avatar ? PROFILE_AVATAR : 0u) | (has_header ? PROFILE_HEADER : 0u);
    return ERR_OK;
}

static enum err profile_answer(struct ctx *ctx, struct http_response *res,
                               const struct account *account)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_profile_render(ctx, &w, account);
    return api_answer_end(ctx, res, &w);
}

typedef enum err account_answer(struct ctx *ctx, struct http_response *res,
                                const struct account *account);

static enum err profile_save(struct ctx *ctx, struct http_response *res,
                             const struct profile_edit *edit, account_answer *answer)
{
    struct account account;
    struct field_errors errors = { 0 };
    enum err err = service_edit_profile(ctx, edit, &errors, &account);
    if (err == ERR_VALIDATION)
        return mastodon_fields_answer(ctx, res, &errors);
    TRY(err);
    return answer(ctx, res, &account);
}

static enum err update(struct ctx *ctx, struct http_request *req, struct http_response *res,
                       account_answer *answer)
{
    struct profile_edit edit = { 0 };
    TRY(edit_read(ctx, req->params, &edit));
    enum err err = pictures_read(ctx, req, &edit);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("File content type is not supported"));
        return ERR_OK;
    }
    TRY(err);
    return profile_save(ctx, res, &edit, answer);
}

enum err mastodon_account_update(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    return update(ctx, req, res, mastodon_credentials_answer);
}

enum err mastodon_profile_update(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    return update(ctx, req, res, profile_answer);
}

enum err mastodon_profile_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    struct account account;
    TRY(service_view_account(ctx, ctx->viewer.account, &account));
    return profile_answer(ctx, res, &account);
}

enum err mastodon_profile_avatar_delete(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    UNUSED(req);
    struct profile_edit edit = { .given = PROFILE_AVATAR };
    return profile_save(ctx, res, &edit, mastodon_credentials_answer);
}

enum err mastodon_profile_header_delete(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    UNUSED(req);
    struct profile_edit edit = { .given = PROFILE_HEADER };
    return profile_save(ctx, res, &edit, mastodon_credentials_answer);
}
