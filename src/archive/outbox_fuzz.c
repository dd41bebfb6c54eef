/* Outbox and its items: any bytes, cut anywhere, give the same items; every item is parsed. */
#include <stdlib.h>

#include "archive/mastodon.h"
#include "archive/outbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    uint64_t hash;
    int64_t count;
    struct arena *arena;
};

static enum err see(void *arg, struct sv text)
{
    struct seen *seen = arg;
    seen->hash = sv_hash(text, seen->hash);
    seen->count++;
    if (seen->arena == NULL)
        return ERR_OK;
    ARENA_SCOPE (seen->arena) {
        struct mastodon_actor actor = { .id = SV("https://a.example/users/a"),
                                        .followers = SV("https://a.example/users/a/followers") };
        struct archive_post post;
        enum archive_skip skip = mastodon_item_parse(seen->arena, text, &actor, &post);
        if (skip == ARCHIVE_SKIP_NONE && (post.id.len == 0 || post.published_ms < 0))
            abort();
    }
    return ERR_OK;
}

static enum err run(struct sv bytes, size_t piece, struct seen *seen)
{
    struct outbox *o = outbox_new(see, seen);
    enum err err = ERR_OK;
    for (size_t at = 0; at < bytes.len && err == ERR_OK; at += piece)
        err = outbox_feed(o, sv_sub(bytes, at, piece));
    if (err == ERR_OK)
        err = outbox_end(o);
    outbox_free(o);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct sv bytes = sv_make(data, size);
    struct seen whole = { .arena = &arena };
    struct seen pieces = { .arena = NULL };
    enum err err = run(bytes, size + 1, &whole);
    if (run(bytes, 3, &pieces) != err || pieces.hash != whole.hash || pieces.count != whole.count)
        abort();
    struct mastodon_actor actor;
    if (mastodon_actor_parse(&arena, bytes, &actor) && actor.id.len == 0)
        abort();
    arena_done(&arena);
    return 0;
}
