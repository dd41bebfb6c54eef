/* Settings: what the account one acts as says of itself. */
#include "api/web/settings.h"

#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/picture.h"
#include "service/authenticate.h"
#include "service/edit_profile.h"
#include "text/params.h"

/* Everything the form holds; a picture only when one was sent or taken away. */
#define FORM_PARTS                                                                                 \
    (PROFILE_DISPLAY_NAME | PROFILE_NOTE | PROFILE_FIELDS | PROFILE_LOCKED | PROFILE_BOT |         \
     PROFILE_DISCOVERABLE | PROFILE_INDEXABLE | PROFILE_HIDES_COLLECTIONS | PROFILE_VISIBILITY |   \
     PROFILE_AVATAR_ALT | PROFILE_HEADER_ALT | PROFILE_FEATURED)

static const struct field_error *error_of(const struct field_errors *errors, struct sv field)
{
    return errors != NULL ? field_error_find(errors, field) : NULL;
}

/* What was sent, when the form was; else what is stored. */
static struct sv value_of(const struct page *p, struct sv name, struct sv stored)
{
    return params_has(p->req->params, name) ? params_find(p->req->params, name) : stored;
}

static void picture_write(struct page *p, struct sv name, enum word label, bool has_one)
{
    web_picture_field(p, name, label);
    if (has_one)
        web_checkbox(p, sv_printf(p->ctx->arena, "no_%" SV_FMT, SV_ARG(name)),
                     WORD_PROFILE_NO_PICTURE, false);
}

static void alt_write(struct page *p, struct sv name, enum word label, struct sv stored,
                      const struct field_errors *errors)
{
    web_field(p, &(struct form_field){ .name = name,
                                       .label = label,
                                       .value = value_of(p, name, stored),
                                       .chars_max = PROFILE_ALT_MAX_CHARS,
                                       .error = error_of(errors, name) });
}

static void field_input_write(struct page *p, struct sv name, enum word label, struct sv value)
{
    web_field(p, &(struct form_field){ .name = name,
                                       .label = label,
                                       .value = value_of(p, name, value),
                                       .chars_max = PROFILE_FIELD_MAX_CHARS });
}

static void fields_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    HTML_EL (w, "fieldset") {
        api_page_el(p, "legend", PROFILE_FIELDS_LEGEND);
        for (size_t i = 0; i < PROFILE_FIELDS_MAX; i++) {
            struct account_field none = { 0 };
            const struct account_field *field =
                i < account->field_count ? &account->fields[i] : &none;
            HTML_EL (w, "div") {
                html_w_class(w, "pair");
                field_input_write(p, sv_printf(a, "field_name%zu", i), WORD_PROFILE_FIELD_NAME,
                                  field->name);
                field_input_write(p, sv_printf(a, "field_value%zu", i), WORD_PROFILE_FIELD_VALUE,
                                  field->value);
            }
        }
    }
}

static void switches_write(struct page *p, const struct account *account)
{
    web_checkbox(p, SV("locked"), WORD_PROFILE_LOCKED, account->is_locked);
    web_checkbox(p, SV("discoverable"), WORD_PROFILE_DISCOVERABLE, account->is_discoverable);
    web_checkbox(p, SV("indexable"), WORD_PROFILE_INDEXABLE, account->is_indexable);
    web_checkbox(p, SV("hides_collections"), WORD_PROFILE_HIDES, account->hides_collections);
    web_checkbox(p, SV("shows_featured"), WORD_PROFILE_FEATURED, !account->hides_featured);
    if (account->kind != ACCOUNT_PAGE)
        web_checkbox(p, SV("bot"), WORD_PROFILE_BOT, account_is_bot(account));
}

enum err web_profile_section(struct page *p, const struct field_errors *errors)
{
    const struct account *account = p->viewer;
    web_panel_open(p, SV("profile"), WORD_PROFILE_TITLE);
    api_page_form_open(p, SV("/settings/profile"), SV(""), true);
    web_field(p,
              &(struct form_field){ .name = SV("display_name"),
                                    .label = WORD_PROFILE_NAME,
                                    .value = value_of(p, SV("display_name"), account->display_name),
                                    .chars_max = PROFILE_NAME_MAX_CHARS,
                                    .error = error_of(errors, SV("display_name")) });
    web_text_area(p,
                  &(struct form_field){ .name = SV("note"),
                                        .label = WORD_PROFILE_NOTE,
                                        .value = value_of(p, SV("note"), account->note),
                                        .error = error_of(errors, SV("note")) },
                  4);
    picture_write(p, SV("avatar"), WORD_PROFILE_AVATAR, !media_id_is_none(account->avatar));
    alt_write(p, SV("avatar_description"), WORD_PROFILE_AVATAR_ALT, account->avatar_alt, errors);
    picture_write(p, SV("header"), WORD_PROFILE_HEADER, !media_id_is_none(account->header));
    alt_write(p, SV("header_description"), WORD_PROFILE_HEADER_ALT, account->header_alt, errors);
    fields_write(p, account);
    web_visibility_field(p, WORD_PROFILE_VISIBILITY, VISIBILITY_PRIVATE,
                         account->default_visibility);
    switches_write(p, account);
    web_submit(p, WORD_SAVE);
    web_form_close(p);
    web_panel_close(p);
    return ERR_OK;
}

/* A picture of the form: sent, to be taken away, or neither. */
static enum err picture_read(struct ctx *ctx, const struct http_request *req, struct sv name,
                             enum media_purpose purpose, unsigned part, struct profile_edit *edit,
                             struct media_id *out)
{
    TRY(web_picture_take(ctx, req, name, purpose, SV(""), out));
    struct sv no_name = sv_printf(ctx->arena, "no_%" SV_FMT, SV_ARG(name));
    if (!media_id_is_none(*out) || params_bool(req->params, no_name, false))
        edit->given |= part;
    return ERR_OK;
}

static void edit_read(struct ctx *ctx, const struct params *params, struct profile_edit *edit)
{
    struct profile_field *fields =
        ARENA_ARRAY(ctx->arena, struct profile_field, PROFILE_FIELDS_MAX);
    for (size_t i = 0; i < PROFILE_FIELDS_MAX; i++) {
        fields[i].name = params_find(params, sv_printf(ctx->arena, "field_name%zu", i));
        fields[i].value = params_find(params, sv_printf(ctx->arena, "field_value%zu", i));
    }
    *edit = (struct profile_edit){
        .given = FORM_PARTS,
        .display_name = params_find(params, SV("display_name")),
        .note = params_find(params, SV("note")),
        .fields = fields,
        .field_count = PROFILE_FIELDS_MAX,
        .is_locked = params_bool(params, SV("locked"), false),
        .is_bot = params_bool(params, SV("bot"), false),
        .is_discoverable = params_bool(params, SV("discoverable"), false),
        .is_indexable = params_bool(params, SV("indexable"), false),
        .hides_collections = params_bool(params, SV("hides_collections"), false),
        .avatar_alt = params_find(params, SV("avatar_description")),
        .header_alt = params_find(params, SV("header_description")),
        .shows_featured = params_bool(params, SV("shows_featured"), false),
    };
    if (!visibility_parse(params_find(params, SV("visibility")), &edit->default_visibility))
        edit->given &= ~(unsigned)PROFILE_VISIBILITY;
}

static enum err profile_edit(struct ctx *ctx, const struct http_request *req,
                             struct field_errors *errors, struct account *out)
{
    struct profile_edit edit;
    edit_read(ctx, req->params, &edit);
    TRY(picture_read(ctx, req, SV("avatar"), MEDIA_AVATAR, PROFILE_AVATAR, &edit, &edit.avatar));
    TRY(picture_read(ctx, req, SV("header"), MEDIA_HEADER, PROFILE_HEADER, &edit, &edit.header));
    return service_edit_profile(ctx, &edit, errors, out);
}

enum err web_profile_edit(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct field_errors errors = { 0 };
    struct account account;
    enum err err = profile_edit(ctx, req, &errors, &account);
    if (err == ERR_VALIDATION || err == ERR_TOO_LARGE)
        return web_settings_page(ctx, req, res, SV("profile"), &errors);
    TRY(err);
    web_see_other(res, web_account_path(ctx->arena, &account));
    return ERR_OK;
}
