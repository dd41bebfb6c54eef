/* Pages for what went wrong. */
#include "api/web/error.h"

#include "api/page.h"
#include "api/web/form.h"
#include "api/web/sign_in.h"
#include "service/engine.h"

/* What is said; more than one error reads the same to a person. */
struct error_words {
    enum word title;
    enum word more; /* WORD_COUNT: nothing */
};

static struct error_words words_of_status(int status)
{
    switch (status) {
    case 400:
        return (struct error_words){ WORD_ERROR_BAD_REQUEST, WORD_COUNT };
    case 401:
        return (struct error_words){ WORD_ERROR_LOGIN, WORD_COUNT };
    case 404:
        return (struct error_words){ WORD_ERROR_NOT_FOUND, WORD_ERROR_NOT_FOUND_MORE };
    case 410:
        return (struct error_words){ WORD_ERROR_GONE, WORD_ERROR_GONE_MORE };
    case 413:
        return (struct error_words){ WORD_ERROR_TOO_LARGE, WORD_COUNT };
    case 422:
        return (struct error_words){ WORD_ERROR_VALIDATION, WORD_COUNT };
    case 429:
        return (struct error_words){ WORD_ERROR_RATE, WORD_COUNT };
    case 503:
        return (struct error_words){ WORD_ERROR_BUSY, WORD_COUNT };
    default:
        return (struct error_words){ status >= 500 ? WORD_ERROR_INTERNAL : WORD_ERROR_FORBIDDEN,
                                     WORD_COUNT };
    }
}

static struct error_words words_of(enum err err)
{
    if (err == ERR_CSRF)
        return (struct error_words){ WORD_ERROR_CSRF, WORD_COUNT };
    if (err == ERR_LIMIT)
        return (struct error_words){ WORD_ERROR_LIMIT, WORD_COUNT };
    return words_of_status(err_row(err)->http_status);
}

static void back_write(struct page *p)
{
    HTML_EL (&p->w, "p") {
        html_w_link(&p->w, SV("/"), api_page_word(p, WORD_ERROR_BACK));
    }
}

static enum err page_write(struct page *p, const struct http_request *req,
                           struct http_response *res, enum err err)
{
    struct error_words words = words_of(err);
    int status = err_row(err)->http_status;
    struct sv title = api_word(api_page_language(req), words.title);
    TRY(api_page_begin(
        p, req->ctx, req, res,
        &(struct page_head){ .title = title, .is_bare = true, .is_unlisted = true }));
    html_w_open(&p->w, "section");
    html_w_class(&p->w, "narrow error");
    html_w_el(&p->w, "h1", title);
    if (words.more != WORD_COUNT)
        html_w_el(&p->w, "p", api_page_word(p, words.more));
    if (status == 401)
        web_sign_in_form(p, req->method == HTTP_GET ? req->target : SV("/home"));
    else
        back_write(p);
    html_w_close_tag(&p->w, "section");
    return api_page_end(p, status);
}

void web_error_page(void *arg, const struct http_request *req, enum err err,
                    struct http_response *res)
{
    UNUSED(arg);
    struct page p;
    /* Before the parts are joined to the request there is nothing to make a page of. */
    if (req->ctx->engine == NULL || page_write(&p, req, res, err) != ERR_OK) {
        http_response_reset(res);
        http_response_error(res, err);
    }
}
