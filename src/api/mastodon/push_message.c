/* Push message. */
#include "api/mastodon/push_message.h"

#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/words.h"
#include "text/html_to_text.h"
#include "text/utf8.h"

#define BYTES_MAX 3900
#define NAME_CHARS_MAX 100
#define BODY_CHARS_MAX 140

/* clang-format off */
static const struct {
    enum notification_kind kind;
    enum word word;
} titles[] = {
    { NOTIFICATION_MENTION, WORD_PUSH_MENTION },
    { NOTIFICATION_STATUS, WORD_PUSH_STATUS },
    { NOTIFICATION_REBLOG, WORD_PUSH_REBLOG },
    { NOTIFICATION_FOLLOW, WORD_PUSH_FOLLOW },
    { NOTIFICATION_FOLLOW_REQUEST, WORD_PUSH_FOLLOW_REQUEST },
    { NOTIFICATION_FAVOURITE, WORD_PUSH_FAVOURITE },
    { NOTIFICATION_POLL, WORD_PUSH_POLL },
    { NOTIFICATION_UPDATE, WORD_PUSH_UPDATE },
    { NOTIFICATION_ADMIN_REPORT, WORD_PUSH_REPORT },
    { NOTIFICATION_ADMIN_SIGN_UP, WORD_PUSH_SIGN_UP },
};

/* clang-format on */

static enum word title_of(enum notification_kind kind)
{
    for (size_t i = 0; i < ARRAY_COUNT(titles); i++)
        if (titles[i].kind == kind)
            return titles[i].word;
    return WORD_PUSH_OTHER;
}

static struct sv title_write(struct ctx *ctx, const struct push_message *message)
{
    const struct account *from = message->view.account;
    enum language language = LANGUAGE_ENGLISH;
    (void)api_language_parse(message->locale, &language);
    struct sv name = from->display_name.len > 0 ? from->display_name : from->username;
    return api_word_fill(ctx->arena, language, title_of(message->view.notification.kind),
                         utf8_cut_chars(name, NAME_CHARS_MAX));
}

/* The warning stands for what it covers. */
static struct sv status_text(struct ctx *ctx, const struct status_view *view)
{
    const struct status *status = view->reblog != NULL ? view->reblog->status : view->status;
    if (status->spoiler.len > 0)
        return status->spoiler;
    return html_to_text(ctx->arena, status->content.bytes);
}

static struct sv cut(struct ctx *ctx, struct sv text)
{
    struct sv beginning = utf8_cut_chars(text, BODY_CHARS_MAX);
    struct sv parts[] = { utf8_cut_chars(text, BODY_CHARS_MAX - 1), SV("…") };
    return beginning.len == text.len ? text : sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

static struct subject body_subject(const struct notification_view *view)
{
    if (view->status == NULL)
        return subject_of(view->account->id, CLASS_PROFILE_DETAIL);
    const struct status *status = view->status->status;
    bool is_public = status->visibility <= VISIBILITY_UNLISTED;
    return subject_of(status->account, is_public ? CLASS_POST_BODY : CLASS_MESSAGE);
}

static struct sv body_write(struct ctx *ctx, const struct notification_view *view)
{
    if (view->status != NULL)
        return cut(ctx, status_text(ctx, view->status));
    return cut(ctx, html_to_text(ctx->arena, view->account->note_html.bytes));
}

enum err mastodon_push_message(struct ctx *ctx, const struct push_message *message, struct sv *out)
{
    const struct notification_view *view = &message->view;
    struct subject own = subject_of(ctx->viewer.user_account, CLASS_CONTACT);
    struct subject name = subject_of(view->account->id, CLASS_NAME_AVATAR);
    struct sv locale = message->locale.len > 0 ? message->locale : SV("en");
    struct json_writer w;
    json_w_init(&w, ctx->arena, BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("access_token"), own, message->access_token);
    json_w_key_str(&w, SV("preferred_locale"), own, locale);
    /* A number: apps read it as one here, unlike elsewhere. */
    json_w_key_i64(&w, SV("notification_id"), own, view->notification.id.v);
    json_w_key_str(&w, SV("notification_type"), own,
                   notification_kind_name(view->notification.kind));
    json_w_key_str(&w, SV("icon"), name, entity_account_avatar_static(ctx, view->account));
    json_w_key_str(&w, SV("title"), name, title_write(ctx, message));
    json_w_key_str(&w, SV("body"), body_subject(view), body_write(ctx, view));
    json_w_object_end(&w);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    TRY(api_consent_check(ctx, &fragment));
    *out = fragment.bytes;
    return ERR_OK;
}
