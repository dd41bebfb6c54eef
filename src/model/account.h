/* Account: anybody who can be followed, here or elsewhere; a person, a page, a bot. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"
#include "model/custom_emoji.h"
#include "model/visibility.h"
#include "text/html.h"

/* Stored; never renumbered. */
enum account_kind {
    ACCOUNT_PERSON = 0,
    ACCOUNT_PAGE = 1, /* an account managed by several users; ActivityStreams Organization */
    ACCOUNT_SERVICE = 2,
    ACCOUNT_APPLICATION = 3,
    ACCOUNT_GROUP = 4,
};

/* Stored; never renumbered. */
enum account_state {
    ACCOUNT_ACTIVE = 0,
    ACCOUNT_SILENCED = 1,
    ACCOUNT_SUSPENDED = 2,
    ACCOUNT_ERASING = 3, /* invisible; its physical erasure is under way */
    ACCOUNT_PENDING = 4, /* invisible; nobody has let the person in yet */
};

#define ACCOUNT_FIELDS_MAX 16

struct account_field {
    struct sv name;
    struct sv value;        /* what was typed (local); empty for remote ones */
    struct html value_html; /* what is shown */
};

struct account_counts {
    int64_t followers;
    int64_t following;
    int64_t statuses;
    int64_t last_status_ms; /* 0 = never */
};

struct account {
    struct account_id id;
    enum account_kind kind;
    struct sv username;     /* as chosen, without host */
    struct sv domain;       /* empty for local accounts */
    struct sv uri;          /* actor id; empty for local accounts: computed */
    struct sv url;          /* profile page; may be empty */
    struct sv display_name; /* may be empty */
    struct sv note;         /* bio as typed (local); empty for remote ones */
    struct html note_html;  /* bio as shown; may be empty */
    const struct account_field *fields;
    size_t field_count;
    struct media_id avatar; /* local media; none = default picture */
    struct media_id header;
    struct sv avatar_url; /* remote; may be empty */
    struct sv header_url;
    struct sv avatar_alt; /* the picture in words, plain; may be empty */
    struct sv header_alt; /* likewise */
    struct sv
        attribution; /* domains of sites that may name it as an author, one a line; may be empty */
    bool is_locked;
    bool is_discoverable;
    bool is_indexable;
    bool hides_collections;
    bool hides_media;         /* apps show no tab of its media */
    bool hides_media_replies; /* nor, in it, those of replies */
    bool hides_featured;      /* nor what it recommends and features; no page does */
    bool is_sensitized;       /* its media are always covered: moderators decided so */
    enum account_state state;
    enum visibility default_visibility;
    bool default_sensitive;
    struct sv default_language; /* may be empty */
    int64_t created_ms;
    int64_t updated_ms;
    struct account_counts counts;
    struct custom_emojis
        emojis; /* that came with it; of a local one what it shows, where that was asked for */
};

static inline bool account_is_local(const struct account *a)
{
    return a->domain.len == 0;
}

/* Suspended or erased: shown to nobody. */
static inline bool account_is_gone(const struct account *a)
{
    return a->state >= ACCOUNT_SUSPENDED;
}

/* Nobody is told that it is there. */
static inline bool account_is_absent(const struct account *a)
{
    return a->state == ACCOUNT_ERASING || a->state == ACCOUNT_PENDING;
}

/* "Service" and "Application" are bots to clients. */
static inline bool account_is_bot(const struct account *a)
{
    return a->kind == ACCOUNT_SERVICE || a->kind == ACCOUNT_APPLICATION;
}

/** "alice" for local accounts, "alice@example.org" for others; in the arena. */
struct sv account_acct(struct arena *a, const struct account *account);

/** "Person", "Organization", …: the ActivityStreams type. */
struct sv account_kind_type(enum account_kind kind);

/** The kind of an ActivityStreams type; false when it is none we know. */
MUST_USE bool account_kind_parse(struct sv type, enum account_kind *out);
