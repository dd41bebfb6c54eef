/* Actor: somebody who can be followed, as other servers describe theirs and as we describe ours.
 *
 * Spec: ActivityPub 4; the table of actor properties in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ap/emoji.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/site.h"
#include "text/html.h"
#include "text/json.h"
#include "text/json_write.h"

/* What another server says of an actor. Texts live in the arena or the document; all but id, username and inbox may be
 * empty. */
struct ap_actor {
    struct sv id;
    enum account_kind kind;
    struct sv username;
    struct sv name; /* display name: text */
    struct html note;
    struct sv url; /* profile page */
    struct sv inbox;
    struct sv shared_inbox;
    struct sv outbox;
    struct sv followers;
    struct sv featured;
    struct sv key_id;
    struct sv key_pem;
    struct sv avatar_url;
    struct sv header_url;
    struct sv attribution; /* sites that may name it as an author, one a line: hosts */
    struct sv avatar_alt;  /* the picture in words: text */
    struct sv header_alt;
    struct account_field fields[ACCOUNT_FIELDS_MAX];
    size_t field_count;
    struct ap_emoji *emojis; /* in its name, bio and fields */
    size_t emoji_count;
    bool is_locked;
    bool is_discoverable;
    bool is_indexable;
    bool is_suspended;
    int64_t created_ms; /* 0 = not said */
};

/**
 * Read an actor document.
 *
 * document  untrusted; every inner address must have the origin of its id, or it is left out
 *
 * Returns  ERR_PARSE  no actor: type, id, preferredUsername or inbox is missing or unusable
 */
MUST_USE enum err ap_actor_parse(struct arena *a, struct json document, struct ap_actor *out);

/* A key as a document of its own, or inside an actor or a stub of one. */
struct ap_key {
    struct sv id;
    struct sv owner; /* actor id */
    struct sv pem;
};

/**
 * Read the key of an id out of whatever its address gave: an actor, a stub, or a key document.
 *
 * key_id   which of several; the first one when none has this id
 *
 * Returns  ERR_PARSE  there is no key in it
 */
MUST_USE enum err ap_key_parse(struct arena *a, struct json document, struct sv key_id,
                               struct ap_key *out);

/**
 * Write the document of a local account.
 *
 * account      with the emoji it shows
 * key_pem      its public key
 * has_context  false inside an activity
 *
 * Returns  as json_w_finish
 */
MUST_USE enum err ap_actor_render(struct arena *a, const struct site *site,
                                  const struct account *account, struct sv key_pem,
                                  bool has_context, struct json_fragment *out);

/** The name of the instance's own actor: its host, a port set off by a dot. */
struct sv ap_instance_username(struct arena *a, const struct site *site);

/** Write the document of the instance's own actor. */
MUST_USE enum err ap_instance_actor_render(struct arena *a, const struct site *site,
                                           struct sv key_pem, struct json_fragment *out);

/** Write a key as a document of its own: all that an erased account still serves, at its key's address. */
MUST_USE enum err ap_key_render(struct arena *a, const struct site *site, struct account_id id,
                                struct sv key_pem, struct json_fragment *out);
