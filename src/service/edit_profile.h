/* Edit a profile: what an account says of itself, and the defaults of its posts.
 *
 * A person edits their own account; on a page it needs the role owner. A changed profile of a local account goes to the
 * servers of its followers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/field_error.h"

#define PROFILE_NAME_MAX_CHARS 30
#define PROFILE_NOTE_MAX_CHARS 500
#define PROFILE_FIELDS_MAX 4
#define PROFILE_FIELD_MAX_CHARS 255
#define PROFILE_ALT_MAX_CHARS 150
#define PROFILE_ATTRIBUTION_MAX 100

/* What an edit says; the bits of profile_edit.given. What is not given stays. */
enum profile_part {
    PROFILE_DISPLAY_NAME = 1,
    PROFILE_NOTE = 2,
    PROFILE_FIELDS = 4,
    PROFILE_LOCKED = 8,
    PROFILE_BOT = 16,
    PROFILE_DISCOVERABLE = 32,
    PROFILE_INDEXABLE = 64,
    PROFILE_HIDES_COLLECTIONS = 128,
    PROFILE_VISIBILITY = 256,
    PROFILE_SENSITIVE = 512,
    PROFILE_LANGUAGE = 1024,
    PROFILE_AVATAR = 2048,
    PROFILE_HEADER = 4096,
    PROFILE_AVATAR_ALT = 8192,
    PROFILE_HEADER_ALT = 16384,
    PROFILE_ATTRIBUTION = 32768,
    PROFILE_MEDIA = 65536,
    PROFILE_MEDIA_REPLIES = 131072,
    PROFILE_FEATURED = 262144,
};

struct profile_field {
    struct sv name; /* untrusted; a field of which both are empty is left out */
    struct sv value;
};

struct profile_edit {
    unsigned given;         /* enum profile_part */
    struct sv display_name; /* untrusted, as all text here */
    struct sv note;
    const struct profile_field *fields;
    size_t field_count;
    bool is_locked;
    bool is_bot; /* nothing on a page */
    bool is_discoverable;
    bool is_indexable;
    bool hides_collections;
    enum visibility default_visibility; /* not direct */
    bool default_sensitive;
    struct sv default_language; /* may be empty */
    struct media_id avatar; /* uploaded by the account for this purpose; none: the default one */
    struct media_id header;
    struct sv avatar_alt; /* the picture in words; a new picture without them has none */
    struct sv header_alt;
    const struct sv *
        attribution; /* domains of sites that may name the account as author; empty ones are left out */
    size_t attribution_count;
    bool shows_media;
    bool shows_media_replies;
    bool shows_featured;
};

/**
 * Edit the viewer's account.
 *
 * errors   filled with ERR_VALIDATION (fields display_name, note, fields, language, visibility, avatar, header,
 *          avatar_description, header_description, attribution_domains); may be NULL
 * out      the account as it is now
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       too small a role on the page
 *          ERR_VALIDATION      see errors
 *          ERR_DB …
 * Cost     one commit; a query for each mention in bio and fields, of which 40 become links
 * Spec     Mastodon API, accounts#update_credentials; its limits of profiles
 */
MUST_USE enum err service_edit_profile(struct ctx *ctx, const struct profile_edit *edit,
                                       struct field_errors *errors, struct account *out);
