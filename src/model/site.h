/* Site: this server's name, and every address made of it.
 *
 * Local addresses are computed from ids, never stored. Actors and objects do not contain the handle, so that it can
 * change:
 *
 *     BASE/actors/ID                 actor, with /inbox /outbox /followers /following /featured
 *     BASE/actors/ID/main-key        its key, as a document of its own: it outlives an erased actor until all are told
 *     BASE/objects/ID                status as ActivityStreams object
 *     BASE/activities/KIND/ID        activity; KIND is a word of site_activity_word
 *     BASE/inbox                     shared inbox;  BASE/actor  the instance's own actor (account id 0)
 *     BASE/@NAME  BASE/@NAME/ID  BASE/collections/ID  BASE/tags/NAME  BASE/media/ID/VERSION     pages and files
 *     BASE/emojis/ID  BASE/emojis/ID/VERSION  custom emoji and its picture
 */
#pragma once

#include <stdbool.h>

#include "base/id.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/activity.h"
#include "model/custom_emoji.h"
#include "model/media.h"
#include "model/status.h"

struct site {
    struct sv host;   /* HOST or HOST:PORT, as in handles */
    struct sv base;   /* "https://HOST", without slash at the end; http for loopback peers */
    bool is_loopback; /* peers = loopback */
};

/** BASE/actors/ID; BASE/actor for account 0. In the arena, as all below. */
struct sv site_actor_uri(struct arena *a, const struct site *s, struct account_id id);

/** BASE/actors/ID/PART, part without slash: "inbox", "followers", … */
struct sv site_actor_part_uri(struct arena *a, const struct site *s, struct account_id id,
                              struct sv part);

/** The actor's key: BASE/actors/ID/main-key. */
struct sv site_key_uri(struct arena *a, const struct site *s, struct account_id id);

struct sv site_object_uri(struct arena *a, const struct site *s, struct status_id id);
struct sv site_activity_uri(struct arena *a, const struct site *s, enum activity_kind kind,
                            int64_t id);
struct sv site_profile_url(struct arena *a, const struct site *s, struct sv username);
struct sv site_status_url(struct arena *a, const struct site *s, struct sv username,
                          struct status_id id);
struct sv site_collection_url(struct arena *a, const struct site *s, struct collection_id id);
struct sv site_tag_url(struct arena *a, const struct site *s, struct sv name);
/* What a local account posted with a tag. */
struct sv site_tagged_url(struct arena *a, const struct site *s, const struct account *account,
                          struct sv name);
/** Of an avatar or header; an attachment's address has a token besides: site_url_of_media. */
struct sv site_media_url(struct arena *a, const struct site *s, struct media_id id,
                         enum media_version version);

/**
 * Of any media: ours with its token where it has one, the remote one for others'.
 *
 * version  one it does not have stands for the original
 */
struct sv site_url_of_media(struct arena *a, const struct site *s, const struct media *media,
                            enum media_version version);

/** Of an emoji of the instance. */
struct sv site_emoji_uri(struct arena *a, const struct site *s, struct custom_emoji_id id);

/** The picture of any emoji; the still version of what does not move, and of what is elsewhere, is the original. */
struct sv site_url_of_emoji(struct arena *a, const struct site *s, const struct custom_emoji *emoji,
                            enum media_version version);

/** Actor id of any account: stored for remote ones, computed for local ones. */
struct sv site_uri_of_account(struct arena *a, const struct site *s, const struct account *account);
/** Page of any account; the actor id where a remote one has no page. */
struct sv site_url_of_account(struct arena *a, const struct site *s, const struct account *account);
/** Object id of any status. */
struct sv site_uri_of_status(struct arena *a, const struct site *s, const struct status *status);
/** Page of any status; author is its account. */
struct sv site_url_of_status(struct arena *a, const struct site *s, const struct status *status,
                             const struct account *author);

enum site_place {
    SITE_ACTOR, /* id: account, 0 = the instance; rest: what follows, "/inbox", "/main-key" or "" */
    SITE_OBJECT,      /* id: status */
    SITE_ACTIVITY,    /* kind, id */
    SITE_PROFILE,     /* name */
    SITE_STATUS_PAGE, /* name, id */
};

struct site_address {
    enum site_place place;
    int64_t id;
    enum activity_kind kind;
    struct sv name;
    struct sv rest;
};

/**
 * Read one of our own addresses back.
 *
 * url      any text
 * out      views into url; untouched on failure
 *
 * Returns  false when it is not under BASE or has another form
 */
MUST_USE bool site_parse(const struct site *s, struct sv url, struct site_address *out);

/** Is this address under BASE? */
bool site_is_local(const struct site *s, struct sv url);
