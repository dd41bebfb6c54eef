/* Documents of the instance as markup. */
#include "api/document.h"

#include "service/publish_document.h"
#include "text/status_text.h"

#define DEFAULT_BYTES_MAX 16384

struct html api_document_html(struct ctx *ctx, struct sv text)
{
    struct status_text_entities entities = { 0 };
    status_text_scan(ctx->arena, text, &entities);
    return status_text_render(ctx->arena, text, &entities, STATUS_TEXT_BODY);
}

static enum err privacy_default(struct ctx *ctx, enum language language, struct html *out)
{
    static const enum word sections[][2] = {
        { WORD_ABOUT_KEPT_TITLE, WORD_ABOUT_KEPT },
        { WORD_ABOUT_SENT_TITLE, WORD_ABOUT_SENT },
        { WORD_ABOUT_ERASED_TITLE, WORD_ABOUT_ERASED },
    };

    struct html_writer w;
    html_w_begin(&w, ctx->arena, DEFAULT_BYTES_MAX);
    for (size_t i = 0; i < ARRAY_COUNT(sections); i++) {
        html_w_el(&w, "h2", api_word(language, sections[i][0]));
        html_w_el(&w, "p", api_word(language, sections[i][1]));
    }
    return html_w_end(&w, out);
}

enum err api_privacy_html(struct ctx *ctx, enum language language, struct html *out,
                          int64_t *out_updated_ms)
{
    struct instance_document document = { 0 };
    bool is_found = false;
    TRY(service_find_document(ctx, INSTANCE_DOCUMENT_PRIVACY, &is_found, &document));
    *out_updated_ms = document.updated_ms;
    if (!is_found)
        return privacy_default(ctx, language, out);
    *out = api_document_html(ctx, document.text);
    return ERR_OK;
}
