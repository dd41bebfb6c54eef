/* The figures of a page: charts, tables and a file of what is counted around it, for its team. */
#include "service/count_figures.h"

#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/settings.h"
#include "base/clock.h"
#include "text/date.h"
#include "text/params.h"

#define DAYS_USUAL 28
#define BAR_WIDTH 10
#define CHART_HEIGHT 100
#define CSV_MAX_BYTES ((size_t)4 << 20)

static const enum word kind_words[] = {
    [FIGURE_FOLLOWERS] = WORD_FIGURE_FOLLOWERS,   [FIGURE_POSTS] = WORD_FIGURE_POSTS,
    [FIGURE_REPLIES] = WORD_FIGURE_REPLIES,       [FIGURE_REBLOGS] = WORD_FIGURE_REBLOGS,
    [FIGURE_FAVOURITES] = WORD_FIGURE_FAVOURITES,
};

/* As written into the file, whatever the language. */
static const char *const kind_names[] = { "followers", "posts", "replies", "reblogs",
                                          "favourites" };

static_assert(ARRAY_COUNT(kind_words) == FIGURE_BY_DAY_COUNT, "a word for each kind");
static_assert(ARRAY_COUNT(kind_names) == FIGURE_BY_DAY_COUNT, "a name for each kind");

static const struct page_figure *figures_of(const struct page_figures *f, size_t kind)
{
    return &f->values[kind * f->day_count];
}

static struct sv day_text(struct arena *a, int64_t day)
{
    return date_render_day(a, day * MS_PER_DAY);
}

static struct sv figure_text(struct page *p, struct page_figure figure)
{
    return figure.is_few ? api_page_word(p, WORD_FIGURE_FEW)
                         : sv_printf(p->ctx->arena, "%lld", (long long)figure.value);
}

/* What few are is not to be seen from a bar either: it has the least height. */
static int64_t bar_height(struct page_figure figure, int64_t most)
{
    if (figure.is_few || (figure.value > 0 && figure.value * CHART_HEIGHT / most == 0))
        return 1;
    return figure.value * CHART_HEIGHT / most;
}

static void bar_write(struct page *p, const struct page_figures *f, struct page_figure figure,
                      size_t at, int64_t most)
{
    struct html_writer *w = &p->w;
    int64_t height = bar_height(figure, most);
    html_w_open(w, "rect");
    html_w_attr_i64(w, "x", (int64_t)at * BAR_WIDTH);
    html_w_attr_i64(w, "y", CHART_HEIGHT - height);
    html_w_attr_i64(w, "width", BAR_WIDTH - 1);
    html_w_attr_i64(w, "height", height);
    HTML_EL (w, "title") {
        html_w_text(w, day_text(p->ctx->arena, f->first_day + (int64_t)at));
        html_w_text(w, SV(": "));
        html_w_text(w, figure_text(p, figure));
    }
    html_w_close_tag(w, "rect");
}

/* For the eye; the same numbers stand in the table below. */
static void chart_write(struct page *p, const struct page_figures *f, size_t kind)
{
    struct html_writer *w = &p->w;
    const struct page_figure *figures = figures_of(f, kind);
    int64_t most = FIGURE_LEAST;
    for (size_t i = 0; i < f->day_count; i++)
        most = figures[i].value > most ? figures[i].value : most;
    html_w_open(w, "svg");
    html_w_class(w, "chart");
    html_w_attr(w, "role", SV("img"));
    html_w_attr(w, "aria-label", api_page_word(p, kind_words[kind]));
    html_w_attr(w, "viewBox",
                sv_printf(p->ctx->arena, "0 0 %zu %d", f->day_count * BAR_WIDTH, CHART_HEIGHT));
    html_w_attr(w, "preserveAspectRatio", SV("none"));
    for (size_t i = 0; i < f->day_count; i++)
        if (figures[i].value > 0 || figures[i].is_few)
            bar_write(p, f, figures[i], i, most);
    html_w_close_tag(w, "svg");
}

static void charts_write(struct page *p, const struct page_figures *f)
{
    struct html_writer *w = &p->w;
    for (size_t kind = 0; kind < FIGURE_BY_DAY_COUNT; kind++) {
        HTML_EL (w, "figure") {
            html_w_el(w, "figcaption", api_page_word(p, kind_words[kind]));
            chart_write(p, f, kind);
        }
    }
}

static void head_write(struct page *p, struct sv text, struct sv scope)
{
    html_w_open(&p->w, "th");
    html_w_attr(&p->w, "scope", scope);
    html_w_text(&p->w, text);
    html_w_close_tag(&p->w, "th");
}

/* Newest first. */
static void days_write(struct page *p, const struct page_figures *f)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "table") {
        html_w_el(w, "caption", api_page_word(p, WORD_FIGURE_BY_DAY));
        HTML_EL (w, "tr") {
            head_write(p, api_page_word(p, WORD_FIGURE_DAY), SV("col"));
            for (size_t kind = 0; kind < FIGURE_BY_DAY_COUNT; kind++)
                head_write(p, api_page_word(p, kind_words[kind]), SV("col"));
        }
        for (size_t i = f->day_count; i-- > 0;) {
            HTML_EL (w, "tr") {
                head_write(p, day_text(p->ctx->arena, f->first_day + (int64_t)i), SV("row"));
                for (size_t kind = 0; kind < FIGURE_BY_DAY_COUNT; kind++)
                    html_w_el(w, "td", figure_text(p, figures_of(f, kind)[i]));
            }
        }
    }
}

static struct sv server_text(struct page *p, const struct page_figure_server *server)
{
    return server->name.len > 0 ? server->name : api_page_word(p, WORD_FIGURE_HERE);
}

/* Of the newest day that was counted. */
static void servers_write(struct page *p, const struct page_figures *f)
{
    struct html_writer *w = &p->w;
    if (f->server_count == 0)
        return;
    int64_t day = f->servers[f->server_count - 1].day;
    HTML_EL (w, "table") {
        html_w_el(w, "caption",
                  api_page_fill(p, WORD_FIGURE_SERVERS, day_text(p->ctx->arena, day)));
        HTML_EL (w, "tr") {
            head_write(p, api_page_word(p, WORD_FIGURE_SERVER), SV("col"));
            head_write(p, api_page_word(p, WORD_FIGURE_FOLLOWERS), SV("col"));
        }
        for (size_t i = 0; i < f->server_count; i++) {
            if (f->servers[i].day != day)
                continue;
            HTML_EL (w, "tr") {
                head_write(p, server_text(p, &f->servers[i]), SV("row"));
                HTML_EL (w, "td") {
                    html_w_i64(w, f->servers[i].value);
                }
            }
        }
    }
}

/* "?days=": 1 to a year. */
static enum err days_read(struct ctx *ctx, const struct http_request *req, size_t *out)
{
    int64_t days = DAYS_USUAL;
    if (params_i64(req->params, SV("days"), 1, FIGURE_DAYS_MAX, DAYS_USUAL, &days) != ERR_OK)
        return fail(ctx, ERR_BAD_PARAM, "days");
    *out = (size_t)days;
    return ERR_OK;
}

static enum err figures_load(struct ctx *ctx, const struct http_request *req,
                             struct account *out_page, struct page_figures *out)
{
    size_t days = 0;
    TRY(days_read(ctx, req, &days));
    TRY(web_page_find(ctx, req, out_page));
    return service_get_figures(ctx, out_page->id, days, out);
}

static void links_write(struct page *p, const struct account *page, size_t days)
{
    static const size_t choices[] = { DAYS_USUAL, 90, FIGURE_DAYS_MAX };
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    struct sv path = sv_printf(a, "/settings/pages/%" SV_FMT "/figures", SV_ARG(page->username));
    HTML_EL (w, "p") {
        for (size_t i = 0; i < ARRAY_COUNT(choices); i++) {
            struct sv target = sv_printf(a, "%" SV_FMT "?days=%zu", SV_ARG(path), choices[i]);
            struct sv count = sv_printf(a, "%zu", choices[i]);
            html_w_link(w, target, api_page_fill(p, WORD_FIGURE_DAYS, count));
            html_w_text(w, SV(" · "));
        }
        html_w_link(w, sv_printf(a, "%" SV_FMT ".csv?days=%zu", SV_ARG(path), days),
                    api_page_word(p, WORD_FIGURE_FILE));
    }
}

enum err web_figures_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    struct page_figures figures;
    struct page p;
    TRY(figures_load(ctx, req, &page, &figures));
    TRY(web_settings_begin(&p, ctx, req, res, web_account_name(&page)));
    api_page_el(&p, "h2", FIGURES);
    api_page_el(&p, "p", FIGURES_HINT);
    links_write(&p, &page, figures.day_count);
    charts_write(&p, &figures);
    servers_write(&p, &figures);
    days_write(&p, &figures);
    return api_page_end(&p, 200);
}

static void csv_row(struct buf *b, struct arena *a, int64_t day, struct sv what, struct sv server,
                    struct sv count)
{
    buf_printf(b, "%" SV_FMT ",%" SV_FMT ",%" SV_FMT ",%" SV_FMT "\r\n", SV_ARG(day_text(a, day)),
               SV_ARG(what), SV_ARG(server), SV_ARG(count));
}

/* Names of servers have no commas and begin with no sign that a program would calculate with. */
static struct sv csv_render(struct arena *a, const struct page_figures *f)
{
    struct buf b;
    buf_init(&b, a, CSV_MAX_BYTES);
    buf_lit(&b, "day,what,server,count\r\n");
    for (size_t kind = 0; kind < FIGURE_BY_DAY_COUNT; kind++) {
        for (size_t i = 0; i < f->day_count; i++) {
            struct page_figure figure = figures_of(f, kind)[i];
            struct sv count = figure.is_few ? sv_printf(a, "<%d", FIGURE_LEAST)
                                            : sv_printf(a, "%lld", (long long)figure.value);
            csv_row(&b, a, f->first_day + (int64_t)i, sv_from(kind_names[kind]), SV(""), count);
        }
    }
    for (size_t i = 0; i < f->server_count; i++) {
        const struct page_figure_server *server = &f->servers[i];
        csv_row(&b, a, server->day, SV("followers"),
                server->name.len > 0 ? server->name : SV("this server"),
                sv_printf(a, "%lld", (long long)server->value));
    }
    return buf_view(&b);
}

enum err web_figures_file(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    struct page_figures figures;
    TRY(figures_load(ctx, req, &page, &figures));
    http_response_header(res, "Cache-Control", SV("private, no-store"));
    http_response_header(
        res, "Content-Disposition",
        sv_printf(ctx->arena, "attachment; filename=\"%" SV_FMT ".csv\"", SV_ARG(page.username)));
    http_response_bytes(res, "text/csv; charset=utf-8", csv_render(ctx->arena, &figures));
    return ERR_OK;
}
