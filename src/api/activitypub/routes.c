/* Routes for other servers.
 *
 * Their rate limits are wide: a post that spreads makes every server that gets it ask at once. What an inbox takes is bounded by
 * the steps of fed/inbox.h, cheapest refusals first, by the sender's network, and by its server once that is verified.
 */
#include "api/activitypub/routes.h"

#include "api/activitypub/handlers.h"

#define INBOX_BYTES (1u << 20)

/* clang-format off */
static const struct route rows[] = {
    /*    method path                     handler                          auth  scope bucket      body  bytes        cors  run     since  doc */
    ROUTE(GET,  "/activities/:kind/:id",  activitypub_activity_show,       NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 3.2: an activity about a public status"),
    ROUTE(GET,  "/actor",                 activitypub_instance_show,       NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 4: the server's own actor"),
    ROUTE(POST, "/actor/inbox",           activitypub_shared_inbox_post,   NONE, 0,    INBOX,      RAW,  INBOX_BYTES, NONE, WORKER, "0.1", "ActivityPub 7: inbox of the server's own actor"),
    ROUTE(GET,  "/actor/main-key",        activitypub_instance_key_show,   NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "the key of the server's own actor"),
    ROUTE(GET,  "/actor/outbox",          activitypub_instance_outbox_show, NONE, 0,   FEDERATION, NONE, 0,           ANY,  LOOP,   "0.1", "ActivityPub 5.1: always empty"),
    ROUTE(GET,  "/actors/:id",            activitypub_actor_show,          NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 4: an account"),
    ROUTE(GET,  "/actors/:id/featured",   activitypub_featured_show,       NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "Mastodon's featured: pinned statuses"),
    ROUTE(GET,  "/actors/:id/followers",  activitypub_followers_show,      NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 5.3: how many"),
    ROUTE(GET,  "/actors/:id/following",  activitypub_following_show,      NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 5.4: how many"),
    ROUTE(POST, "/actors/:id/inbox",      activitypub_inbox_post,          NONE, 0,    INBOX,      RAW,  INBOX_BYTES, NONE, WORKER, "0.1", "ActivityPub 7: inbox of an account"),
    ROUTE(GET,  "/actors/:id/main-key",   activitypub_key_show,            NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "the key of an account, served also while an erased one's recipients are told"),
    ROUTE(GET,  "/actors/:id/outbox",     activitypub_outbox_show,         NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 5.1: public and unlisted activities"),
    ROUTE(GET,  "/emojis/:id",            activitypub_emoji_show,          NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "Mastodon's Emoji: a custom emoji"),
    ROUTE(POST, "/inbox",                 activitypub_shared_inbox_post,   NONE, 0,    INBOX,      RAW,  INBOX_BYTES, NONE, WORKER, "0.1", "ActivityPub 7.1.3: inbox of all accounts"),
    ROUTE(GET,  "/objects/:id",           activitypub_object_show,         NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityPub 3.2: a status"),
    ROUTE(GET,  "/objects/:id/replies",   activitypub_replies_show,        NONE, 0,    FEDERATION, NONE, 0,           ANY,  WORKER, "0.1", "ActivityStreams: the public answers to a status, the author's own first"),
};
/* clang-format on */

const struct route_table activitypub_routes = { rows, ARRAY_COUNT(rows) };
