/* Scopes in words. */
#include "api/oauth/scope_words.h"

#include "base/macros.h"

struct scope_words {
    struct sv scope;
    struct sv words;
};

#define ROW(scope, words)                                                                          \
    {                                                                                              \
        SV_INIT(scope), SV_INIT(words)                                                             \
    }

static const struct scope_words rows[] = {
    ROW("profile", "See your name, address and picture, nothing else"),
    ROW("read", "Read everything your account may see: timelines, messages, lists, relations"),
    ROW("write", "Do everything in your name: post, delete, follow, block, change your profile"),
    ROW("follow", "See and change whom you follow, block and mute"),
    ROW("push", "Send you notifications"),
    ROW("read:accounts", "See accounts and your own settings"),
    ROW("read:blocks", "See whom you block"),
    ROW("read:bookmarks", "See your bookmarks"),
    ROW("read:favourites", "See your favourites"),
    ROW("read:filters", "See your filters"),
    ROW("read:follows", "See whom you follow"),
    ROW("read:lists", "See your lists"),
    ROW("read:mutes", "See whom you mute"),
    ROW("read:notifications", "See your notifications"),
    ROW("read:search", "Search in your name"),
    ROW("read:statuses", "See all posts you may see, your messages too"),
    ROW("write:accounts", "Change your profile"),
    ROW("write:blocks", "Block accounts and servers"),
    ROW("write:bookmarks", "Set bookmarks"),
    ROW("write:conversations", "Mute and delete conversations"),
    ROW("write:favourites", "Favourite posts"),
    ROW("write:filters", "Make filters"),
    ROW("write:follows", "Follow accounts"),
    ROW("write:lists", "Make and change lists"),
    ROW("write:media", "Upload pictures"),
    ROW("write:mutes", "Mute accounts"),
    ROW("write:notifications", "Clear your notifications"),
    ROW("write:reports", "Report accounts"),
    ROW("write:statuses", "Publish and delete posts"),
    ROW("admin:read", "Read all data that administrators see"),
    ROW("admin:write", "Do all that administrators may"),
};

struct sv oauth_scope_words(struct sv scope)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (sv_eq(scope, rows[i].scope))
            return rows[i].words;
    }
    return scope;
}
