/* Custom emoji. */
#include "service/custom_emoji.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/heap.h"
#include "base/vec.h"
#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/custom_emoji.h"
#include "store/status.h"
#include "text/shortcode.h"

/* Of one text: more of them are no reading any more. */
#define SHOWN_MAX 100
#define EMOJI_WORDS_BYTES 600
#define SHELF_BYTES_MAX                                                                            \
    ((size_t)(CUSTOM_EMOJIS_MAX + STORE_CUSTOM_EMOJI_PAGE) * (EMOJI_WORDS_BYTES + 128))

/* What was read at one time; nothing in it changes. */
struct shelf {
    struct arena arena;
    struct custom_emoji *items; /* by shortcode, bytewise */
    size_t count;
};

struct emoji_book {
    pthread_rwlock_t lock;
    uint64_t change; /* grows with each change */
    struct shelf *shelf;
};

static void shelf_free(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    arena_done(&shelf->arena);
    heap_free(shelf);
}

struct emoji_book *emoji_book_new(void)
{
    struct emoji_book *book = heap_new(sizeof *book);
    (void)pthread_rwlock_init(&book->lock, NULL);
    return book;
}

void emoji_book_free(struct emoji_book *book)
{
    if (book == NULL)
        return;
    shelf_free(book->shelf);
    (void)pthread_rwlock_destroy(&book->lock);
    heap_free(book);
}

static void changed(void *arg)
{
    struct emoji_book *book = arg;
    (void)pthread_rwlock_wrlock(&book->lock);
    book->change++;
    (void)pthread_rwlock_unlock(&book->lock);
}

void service_emojis_changed(struct ctx *ctx)
{
    db_after_commit(ctx, changed, ctx->engine->emojis);
}

static struct custom_emoji emoji_copy(struct arena *a, const struct custom_emoji *emoji)
{
    struct custom_emoji copy = *emoji;
    copy.shortcode = sv_copy(a, emoji->shortcode);
    copy.category = sv_copy(a, emoji->category);
    copy.mime = sv_copy(a, emoji->mime);
    return copy;
}

static struct shelf *shelf_new(const struct custom_emoji *items, size_t count)
{
    struct shelf *shelf = heap_new(sizeof *shelf);
    arena_init(&shelf->arena, SHELF_BYTES_MAX);
    shelf->items = ARENA_ARRAY(&shelf->arena, struct custom_emoji, count);
    for (size_t i = 0; i < count; i++)
        shelf->items[i] = emoji_copy(&shelf->arena, &items[i]);
    shelf->count = count;
    return shelf;
}

static enum err all_read(struct ctx *ctx, struct shelf **out)
{
    VEC(struct custom_emoji) all = { 0 };
    struct sv after = SV("");
    size_t count = STORE_CUSTOM_EMOJI_PAGE;
    while (count == STORE_CUSTOM_EMOJI_PAGE && all.count <= CUSTOM_EMOJIS_MAX) {
        struct custom_emoji *page = NULL;
        TRY(store_custom_emoji_list(ctx, after, &page, &count));
        for (size_t i = 0; i < count; i++)
            *VEC_PUSH(ctx->arena, &all) = page[i];
        after = count > 0 ? page[count - 1].shortcode : after;
    }
    if (arena_is_over(ctx->arena))
        return fail(ctx, ERR_LIMIT, "emoji do not fit into the request's memory");
    *out = shelf_new(all.items, all.count);
    return ERR_OK;
}

enum err service_load_emojis(struct ctx *ctx)
{
    struct emoji_book *book = ctx->engine->emojis;
    struct shelf *fresh = NULL;
    (void)pthread_rwlock_rdlock(&book->lock);
    uint64_t change = book->change;
    (void)pthread_rwlock_unlock(&book->lock);
    db_release(ctx);
    TRY(all_read(ctx, &fresh));
    (void)pthread_rwlock_wrlock(&book->lock);
    /* A change that came while reading: who made it reads again. */
    struct shelf *old = fresh;
    if (book->change == change) {
        old = book->shelf;
        book->shelf = fresh;
    }
    (void)pthread_rwlock_unlock(&book->lock);
    shelf_free(old);
    cache_invalidate(ctx->engine->cache, cache_ref_site());
    return ERR_OK;
}

struct custom_emojis service_list_emojis(struct ctx *ctx)
{
    struct emoji_book *book = ctx->engine->emojis;
    struct custom_emojis out = { 0 };
    (void)pthread_rwlock_rdlock(&book->lock);
    if (book->shelf != NULL) {
        out.count = book->shelf->count;
        struct custom_emoji *items = ARENA_ARRAY(ctx->arena, struct custom_emoji, out.count);
        for (size_t i = 0; i < out.count; i++)
            items[i] = emoji_copy(ctx->arena, &book->shelf->items[i]);
        out.items = items;
    }
    (void)pthread_rwlock_unlock(&book->lock);
    return out;
}

static int name_compare(const void *name, const void *emoji)
{
    return sv_cmp(*(const struct sv *)name, ((const struct custom_emoji *)emoji)->shortcode);
}

static bool is_among(const struct custom_emoji *items, size_t count, struct sv name)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(items[i].shortcode, name))
            return true;
    return false;
}

/* The emoji that texts name, in order, each once. */
struct finding {
    VEC(struct custom_emoji) found;
    const struct custom_emoji *items; /* where to look, by shortcode */
    size_t count;
};

static void text_find(struct arena *a, struct finding *f, struct sv text)
{
    struct shortcode_scan scan = { .text = text };
    struct sv name;
    while (f->found.count < SHOWN_MAX && shortcode_next(&scan, &name)) {
        const struct custom_emoji *emoji =
            bsearch(&name, f->items, f->count, sizeof *f->items, name_compare);
        if (emoji != NULL && !is_among(f->found.items, f->found.count, name))
            *VEC_PUSH(a, &f->found) = emoji_copy(a, emoji);
    }
}

static void texts_find(struct arena *a, struct finding *f, const struct sv *texts, size_t count)
{
    for (size_t i = 0; i < count && f->count > 0; i++)
        text_find(a, f, texts[i]);
}

struct custom_emojis service_find_emojis(struct ctx *ctx, const struct sv *texts, size_t count)
{
    struct emoji_book *book = ctx->engine->emojis;
    struct finding f = { 0 };
    (void)pthread_rwlock_rdlock(&book->lock);
    if (book->shelf != NULL) {
        f.items = book->shelf->items;
        f.count = book->shelf->count;
    }
    texts_find(ctx->arena, &f, texts, count);
    (void)pthread_rwlock_unlock(&book->lock);
    return (struct custom_emojis){ f.found.items, f.found.count };
}

bool service_find_emoji(struct ctx *ctx, struct sv shortcode, struct custom_emoji *out)
{
    struct emoji_book *book = ctx->engine->emojis;
    const struct custom_emoji *found = NULL;
    (void)pthread_rwlock_rdlock(&book->lock);
    if (book->shelf != NULL && book->shelf->count > 0)
        found = bsearch(&shortcode, book->shelf->items, book->shelf->count,
                        sizeof *book->shelf->items, name_compare);
    if (found != NULL && out != NULL)
        *out = emoji_copy(ctx->arena, found);
    (void)pthread_rwlock_unlock(&book->lock);
    return found != NULL;
}

enum err service_view_emoji(struct ctx *ctx, struct custom_emoji_id id, struct custom_emoji *out)
{
    return store_custom_emoji_get(ctx, id, out);
}

/* Texts of one thing, put together to be searched. */
struct texts {
    struct sv items[2 + POLL_RECEIVED_OPTIONS_MAX];
    size_t count;
};

static void text_add(struct texts *t, struct sv text)
{
    if (t->count < ARRAY_COUNT(t->items) && sv_find_char(text, ':', 0) != SIZE_MAX)
        t->items[t->count++] = text;
}

static void poll_add(struct texts *t, const struct poll *poll)
{
    for (size_t i = 0; poll != NULL && i < poll->option_count; i++)
        text_add(t, poll->options[i].title);
}

/* `own`: those of another server that came with it, by shortcode; NULL for what is of here. */
static struct custom_emojis shown(struct ctx *ctx, const struct texts *t,
                                  const struct custom_emojis *own)
{
    if (own == NULL)
        return service_find_emojis(ctx, t->items, t->count);
    struct finding f = { .items = own->items, .count = own->count };
    texts_find(ctx->arena, &f, t->items, t->count);
    return (struct custom_emojis){ f.found.items, f.found.count };
}

static const struct custom_emojis *own_of(const struct status *status)
{
    return status->is_local ? NULL : &status->emojis;
}

struct custom_emojis service_emojis_of_status(struct ctx *ctx, const struct status *status)
{
    struct texts t;
    t.count = 0;
    text_add(&t, status->content.bytes);
    text_add(&t, status->spoiler);
    poll_add(&t, status->poll);
    return shown(ctx, &t, own_of(status));
}

struct custom_emojis service_emojis_of_poll(struct ctx *ctx, const struct status *status)
{
    struct texts t;
    t.count = 0;
    poll_add(&t, status->poll);
    return shown(ctx, &t, own_of(status));
}

struct custom_emojis service_emojis_of_version(struct ctx *ctx, const struct status *status,
                                               const struct status_version *version)
{
    struct texts t;
    t.count = 0;
    text_add(&t, version->content.bytes);
    text_add(&t, version->spoiler);
    for (size_t i = 0; i < version->option_count; i++)
        text_add(&t, version->options[i]);
    return shown(ctx, &t, own_of(status));
}

struct custom_emojis service_emojis_of_account(struct ctx *ctx, const struct account *account)
{
    struct texts t;
    t.count = 0;
    if (account_is_gone(account))
        return (struct custom_emojis){ 0 };
    text_add(&t, account->display_name);
    text_add(&t, account->note_html.bytes);
    for (size_t i = 0; i < account->field_count; i++) {
        text_add(&t, account->fields[i].name);
        text_add(&t, account->fields[i].value_html.bytes);
    }
    return shown(ctx, &t, account_is_local(account) ? NULL : &account->emojis);
}
