/* Parts of pages. */
#include "api/web/parts.h"

#include "api/asset.h"
#include "api/web/emoji_html.h"
#include "base/clock.h"
#include "base/num.h"
#include "service/engine.h"
#include "text/date.h"
#include "text/html_to_text.h"
#include "text/params.h"

#define LIST_COUNT 20
#define DAYS_IN_WORDS 7
/* Pixels: a picture of this size is looked at for itself. */
#define LARGE_AVATAR 100

struct sv web_account_path(struct arena *a, const struct account *account)
{
    return sv_printf(a, "/@%" SV_FMT, SV_ARG(account_acct(a, account)));
}

struct sv web_status_path(struct arena *a, const struct account *author, struct status_id id)
{
    return sv_printf(a, "/@%" SV_FMT "/%lld", SV_ARG(account_acct(a, author)), (long long)id.v);
}

enum word web_visibility_word(enum visibility visibility)
{
    static const enum word words[] = {
        [VISIBILITY_PUBLIC] = WORD_VISIBILITY_PUBLIC,
        [VISIBILITY_UNLISTED] = WORD_VISIBILITY_UNLISTED,
        [VISIBILITY_PRIVATE] = WORD_VISIBILITY_PRIVATE,
        [VISIBILITY_DIRECT] = WORD_VISIBILITY_DIRECT,
    };

    return words[visibility];
}

struct sv web_account_name(const struct account *account)
{
    return account->display_name.len > 0 ? account->display_name : account->username;
}

static struct sv picture_url(struct ctx *ctx, struct media_id id, struct sv remote)
{
    if (media_id_is_none(id))
        return remote;
    return site_media_url(ctx->arena, &ctx->engine->site, id, MEDIA_VERSION_STATIC);
}

struct sv web_own_avatar_url(struct ctx *ctx, const struct account *account)
{
    return picture_url(ctx, account->avatar, account->avatar_url);
}

struct sv web_avatar_url(struct ctx *ctx, const struct account *account)
{
    struct sv url = web_own_avatar_url(ctx, account);
    return url.len > 0 ? url : asset_path(ASSET_AVATAR);
}

struct sv web_header_url(struct ctx *ctx, const struct account *account)
{
    return picture_url(ctx, account->header, account->header_url);
}

static struct sv month_word(const struct page *p, int month)
{
    return api_page_word(p, (enum word)(WORD_MONTH_1 + month - 1));
}

struct sv web_month(const struct page *p, int64_t time_ms)
{
    struct date_civil at = date_civil(time_ms);
    return sv_printf(p->ctx->arena, "%" SV_FMT " %d", SV_ARG(month_word(p, at.month)), at.year);
}

static struct sv date_words(const struct page *p, int64_t time_ms)
{
    struct date_civil at = date_civil(time_ms);
    return sv_printf(p->ctx->arena, "%d %" SV_FMT " %d, %02d:%02d UTC", at.day,
                     SV_ARG(month_word(p, at.month)), at.year, at.hour, at.minute);
}

static struct sv day_words(const struct page *p, int64_t time_ms)
{
    struct date_civil at = date_civil(time_ms);
    return sv_printf(p->ctx->arena, "%d %" SV_FMT " %d", at.day, SV_ARG(month_word(p, at.month)),
                     at.year);
}

static struct sv age_words(const struct page *p, int64_t time_ms)
{
    struct arena *a = p->ctx->arena;
    int64_t age = p->ctx->now_ms - time_ms;
    if (age < MS_PER_MINUTE)
        return api_page_word(p, WORD_DATE_NOW);
    if (age < MS_PER_HOUR)
        return api_word_count(a, p->language, WORD_DATE_MINUTE, WORD_DATE_MINUTES,
                              age / MS_PER_MINUTE);
    if (age < MS_PER_DAY)
        return api_word_count(a, p->language, WORD_DATE_HOUR, WORD_DATE_HOURS, age / MS_PER_HOUR);
    if (age < DAYS_IN_WORDS * MS_PER_DAY)
        return api_word_count(a, p->language, WORD_DATE_DAY, WORD_DATE_DAYS, age / MS_PER_DAY);
    return day_words(p, time_ms);
}

void web_time(struct page *p, int64_t time_ms)
{
    struct html_writer *w = &p->w;
    struct sv exact = date_words(p, time_ms);
    html_w_open(w, "time");
    html_w_attr(w, "datetime", date_render_iso(p->ctx->arena, time_ms));
    html_w_attr(w, "title", exact);
    html_w_text(w, p->viewer != NULL ? age_words(p, time_ms) : day_words(p, time_ms));
    html_w_close_tag(w, "time");
}

void web_avatar(struct page *p, const struct account *account, int64_t size)
{
    struct html_writer *w = &p->w;
    html_w_void(w, "img");
    html_w_class(w, "avatar");
    html_w_attr_url(w, "src", web_avatar_url(p->ctx, account));
    html_w_attr(w, "alt", size >= LARGE_AVATAR ? account->avatar_alt : SV(""));
    html_w_attr_i64(w, "width", size);
    html_w_attr_i64(w, "height", size);
    html_w_attr(w, "loading", SV("lazy"));
}

void web_account_line(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_NAME_AVATAR });
    html_w_open(w, "a");
    html_w_class(w, "who");
    html_w_attr_url(w, "href", web_account_path(a, account));
    web_avatar(p, account, 48);
    HTML_EL (w, "span") {
        html_w_class(w, "names");
        HTML_EL (w, "bdi") {
            html_w_class(w, "name");
            web_name(p, account);
        }
        HTML_EL (w, "span") {
            html_w_class(w, "handle");
            html_w_text(w, SV("@"));
            html_w_text(w, account_acct(a, account));
        }
    }
    html_w_close_tag(w, "a");
    html_w_subject_end(w);
}

struct sv web_cut(struct sv text, size_t bytes_max)
{
    size_t len = text.len < bytes_max ? text.len : bytes_max;
    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
        len--;
    return sv_sub(text, 0, len);
}

/* Whole words, and a sign that there are more. */
static struct sv words_cut(struct arena *a, struct sv text, size_t bytes_max)
{
    if (text.len <= bytes_max)
        return text;
    struct sv cut = web_cut(text, bytes_max);
    size_t len = cut.len;
    while (len > 0 && cut.ptr[len - 1] != ' ')
        len--;
    struct sv parts[] = { sv_trim(len > 0 ? sv_sub(cut, 0, len) : cut), SV("…") };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

struct sv web_status_words(struct arena *a, const struct status *status, size_t bytes_max)
{
    struct sv text =
        status->spoiler.len > 0 ? status->spoiler : html_to_text(a, status->content.bytes);
    size_t line = sv_find_char(text, '\n', 0);
    return words_cut(a, sv_sub(text, 0, line), bytes_max);
}

void web_pager(struct page *p, struct sv path, int64_t next_max_id)
{
    struct html_writer *w = &p->w;
    bool is_later = params_has(p->req->params, SV("max_id"));
    char joint = sv_find_char(path, '?', 0) == SIZE_MAX ? '?' : '&';
    if (next_max_id == 0 && !is_later)
        return;
    html_w_open(w, "nav");
    html_w_class(w, "pager");
    html_w_attr(w, "aria-label", api_page_word(p, WORD_PAGER));
    if (is_later)
        html_w_link(w, path, api_page_word(p, WORD_NEWER));
    if (next_max_id != 0)
        html_w_link(w,
                    sv_printf(p->ctx->arena, "%" SV_FMT "%cmax_id=%lld", SV_ARG(path), joint,
                              (long long)next_max_id),
                    api_page_word(p, WORD_OLDER));
    html_w_close_tag(w, "nav");
}

enum err web_paging_read(struct ctx *ctx, const struct http_request *req, struct paging *out)
{
    int64_t max_id = -1;
    if (params_i64(req->params, SV("max_id"), -1, INT64_MAX, -1, &max_id) != ERR_OK)
        return fail(ctx, ERR_BAD_PARAM, "max_id");
    *out = paging_of(max_id, -1, -1, LIST_COUNT);
    return ERR_OK;
}

enum err web_id_read(struct ctx *ctx, const struct http_request *req, struct sv name, int64_t *out)
{
    if (!sv_to_i64_in(http_request_value(req, name), 1, INT64_MAX, out))
        return fail(ctx, ERR_NOT_FOUND, "no id");
    return ERR_OK;
}
