/* Push subscription: where an app wants its user's notifications sent, and which.
 *
 * Spec: Mastodon API, push#subscription; RFC 8030; RFC 8291 section 2.1 (the keys)
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/notification.h"

#define PUSH_KEY_BYTES 65
#define PUSH_AUTH_BYTES 16

/* Stored as bits, 1 << alert; never renumbered. */
enum push_alert {
    PUSH_ALERT_MENTION = 0,
    PUSH_ALERT_QUOTE = 1,
    PUSH_ALERT_STATUS = 2,
    PUSH_ALERT_REBLOG = 3,
    PUSH_ALERT_FOLLOW = 4,
    PUSH_ALERT_FOLLOW_REQUEST = 5,
    PUSH_ALERT_FAVOURITE = 6,
    PUSH_ALERT_POLL = 7,
    PUSH_ALERT_UPDATE = 8,
    PUSH_ALERT_QUOTED_UPDATE = 9,
    PUSH_ALERT_ADMIN_SIGN_UP = 10,
    PUSH_ALERT_ADMIN_REPORT = 11,
    PUSH_ALERT_COUNT
};

/* From whom. Stored; never renumbered. */
enum push_policy {
    PUSH_POLICY_ALL = 0,
    PUSH_POLICY_FOLLOWED = 1, /* whom the account follows */
    PUSH_POLICY_FOLLOWER = 2, /* who follows the account */
    PUSH_POLICY_NONE = 3,
    PUSH_POLICY_COUNT
};

/* Where, and with whose keys. */
struct push_address {
    struct sv endpoint; /* URL in normal form */
    struct sv origin;   /* of it: "https://push.example" */
    struct sv key;      /* PUSH_KEY_BYTES: the app's public key */
    struct sv auth;     /* PUSH_AUTH_BYTES: its secret */
    bool is_standard;   /* RFC 8291; otherwise the draft that older apps read */
};

struct push_subscription {
    struct push_id id;
    struct token_id token;
    struct account_id owner;   /* the person's own */
    struct account_id account; /* whom the token acts as */
    struct push_address address;
    int64_t alerts; /* bits */
    enum push_policy policy;
};

/** "follow_request", "admin.report", …; lives for ever. */
struct sv push_alert_name(enum push_alert alert);

/** "all", "followed", …; lives for ever. */
struct sv push_policy_name(enum push_policy policy);

/** False when it is none. */
MUST_USE bool push_policy_parse(struct sv name, enum push_policy *out);

/** The bit that lets a kind of notification through; 0: no app is ever told of it. */
int64_t push_alert_bit(enum notification_kind kind);

/**
 * Read an address as an app gives it.
 *
 * endpoint  untrusted URL
 * key       untrusted: base64, for URLs or standard, with its padding or without
 * auth      likewise
 * allows_http  also without TLS: on a trial instance
 * out       texts in the arena; whether the key lies on the curve is not known yet
 *
 * Returns  ERR_PARSE  not https, not a URL, or keys of other lengths
 */
MUST_USE enum err push_address_parse(struct arena *a, struct sv endpoint, struct sv key,
                                     struct sv auth, bool allows_http, struct push_address *out);
