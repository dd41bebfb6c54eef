/* efface emoji. */
#include "app/command/emoji.h"

#include "base/buf.h"

#include "service/custom_emoji.h"
#include "service/manage_emoji.h"
#include "text/shortcode.h"

#define LIST_MAX_BYTES ((size_t)4 << 20)

/* With or without its colons. */
static struct sv shortcode_read(const struct app_call *call)
{
    struct sv text = app_call_find(call, SV("shortcode"));
    bool has_colons = text.len > 2 && text.ptr[0] == ':' && sv_ends_with(text, SV(":"));
    return has_colons ? sv_sub(text, 1, text.len - 2) : text;
}

static struct sv text_read(const struct app_call *call, struct sv name)
{
    struct sv text = app_call_find(call, name);
    return text.ptr == NULL ? SV("") : text;
}

static enum err refusal(struct ctx *ctx, enum err err)
{
    if (err == ERR_VALIDATION)
        return fail(ctx, ERR_BAD_REQUEST,
                    "a shortcode has 2 to %d of a-z, A-Z, 0-9 and _, a category at most %d "
                    "characters, the picture is PNG, GIF or WebP, and there are at most %d emoji",
                    SHORTCODE_MAX_BYTES, CUSTOM_EMOJI_CATEGORY_MAX_CHARS, CUSTOM_EMOJIS_MAX);
    if (err == ERR_TOO_LARGE)
        return fail(ctx, ERR_BAD_REQUEST, "the picture of an emoji has at most %zu KiB",
                    CUSTOM_EMOJI_BYTES_MAX >> 10);
    if (err == ERR_CONFLICT)
        return fail(ctx, ERR_BAD_REQUEST, "there is an emoji of that shortcode already");
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_BAD_REQUEST, "there is no such emoji; see efface emoji list");
    return err;
}

static bool is_hidden(const struct app_call *call)
{
    return app_call_find(call, SV("hidden")).ptr != NULL;
}

enum err command_emoji_new(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct custom_emoji emoji;
    if (call->file_count != 1)
        return fail(ctx, ERR_BAD_PARAM, "no picture was passed along");
    struct emoji_draft draft = { .shortcode = shortcode_read(call),
                                 .category = text_read(call, SV("category")),
                                 .is_listed = !is_hidden(call),
                                 .memory_file = call->files[0] };
    *out_text = SV("");
    return refusal(ctx, service_add_emoji(ctx, &draft, &emoji));
}

enum err command_emoji_edit(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    *out_text = SV("");
    return refusal(ctx, service_edit_emoji(ctx, shortcode_read(call),
                                           text_read(call, SV("category")), !is_hidden(call)));
}

enum err command_emoji_list(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    UNUSED(call);
    struct buf b;
    struct custom_emojis all = service_list_emojis(ctx);
    buf_init(&b, ctx->arena, LIST_MAX_BYTES);
    for (size_t i = 0; i < all.count; i++) {
        const struct custom_emoji *emoji = &all.items[i];
        buf_printf(&b, ":%" SV_FMT ":%s", SV_ARG(emoji->shortcode),
                   emoji->is_listed ? "" : "  hidden");
        if (emoji->category.len > 0)
            buf_printf(&b, "  %" SV_FMT, SV_ARG(emoji->category));
        buf_char(&b, '\n');
    }
    *out_text = buf_view(&b);
    return b.is_overflown ? fail(ctx, ERR_LIMIT, "too many emoji to list") : ERR_OK;
}

enum err command_emoji_remove(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    *out_text = SV("");
    return refusal(ctx, service_remove_emoji(ctx, shortcode_read(call)));
}
