/* Scopes in words. */
#include "api/oauth/scope_words.h"

#include "base/macros.h"

struct scope_words {
    struct sv scope;
    struct sv words[LANGUAGE_COUNT];
};

#define ROW(scope, english, french)                                                                \
    {                                                                                              \
        SV_INIT(scope),                                                                            \
        {                                                                                          \
            SV_INIT(english), SV_INIT(french)                                                      \
        }                                                                                          \
    }

static const struct scope_words rows[] = {
    ROW("profile", "See your name, address and picture, nothing else",
        "Voir votre nom, votre adresse et votre image, rien d’autre"),
    ROW("read", "Read everything your account may see: timelines, messages, lists, relations",
        "Lire tout ce que votre compte peut voir : fils, messages, listes, relations"),
    ROW("write", "Do everything in your name: post, delete, follow, block, change your profile",
        "Tout faire en votre nom : publier, supprimer, suivre, bloquer, modifier votre profil"),
    ROW("follow", "See and change whom you follow, block and mute",
        "Voir et changer qui vous suivez, bloquez et masquez"),
    ROW("push", "Send you notifications", "Vous envoyer des notifications"),
    ROW("read:accounts", "See accounts and your own settings",
        "Voir les comptes et vos propres réglages"),
    ROW("read:blocks", "See whom you block", "Voir qui vous bloquez"),
    ROW("read:bookmarks", "See your bookmarks", "Voir vos signets"),
    ROW("read:favourites", "See your favourites", "Voir vos favoris"),
    ROW("read:filters", "See your filters", "Voir vos filtres"),
    ROW("read:follows", "See whom you follow", "Voir qui vous suivez"),
    ROW("read:lists", "See your lists", "Voir vos listes"),
    ROW("read:mutes", "See whom you mute", "Voir qui vous masquez"),
    ROW("read:notifications", "See your notifications", "Voir vos notifications"),
    ROW("read:search", "Search in your name", "Rechercher en votre nom"),
    ROW("read:statuses", "See all posts you may see, your messages too",
        "Voir toutes les publications que vous pouvez voir, vos messages aussi"),
    ROW("write:accounts", "Change your profile", "Modifier votre profil"),
    ROW("write:blocks", "Block accounts and servers", "Bloquer des comptes et des serveurs"),
    ROW("write:bookmarks", "Set bookmarks", "Poser des signets"),
    ROW("write:conversations", "Mute and delete conversations",
        "Masquer et supprimer des conversations"),
    ROW("write:favourites", "Favourite posts", "Aimer des publications"),
    ROW("write:filters", "Make filters", "Créer des filtres"),
    ROW("write:follows", "Follow accounts", "Suivre des comptes"),
    ROW("write:lists", "Make and change lists", "Créer et modifier des listes"),
    ROW("write:media", "Upload pictures", "Téléverser des images"),
    ROW("write:mutes", "Mute accounts", "Masquer des comptes"),
    ROW("write:notifications", "Clear your notifications", "Effacer vos notifications"),
    ROW("write:reports", "Report accounts", "Signaler des comptes"),
    ROW("write:statuses", "Publish and delete posts", "Publier et supprimer des publications"),
    ROW("admin:read", "Read all data that administrators see",
        "Lire toutes les données que voient les administrateurs"),
    ROW("admin:write", "Do all that administrators may",
        "Faire tout ce que peuvent les administrateurs"),
};

struct sv oauth_scope_words(enum language language, struct sv scope)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (sv_eq(scope, rows[i].scope))
            return rows[i].words[language];
    }
    return scope;
}
