/* Routes of the pages. */
#include "api/web/routes.h"

#include "api/web/handlers.h"

/* A form may hold a long text, every character as %XX. */
#define FORM (UINT32_C(1) << 20)
/* Four pictures of the largest size, or a film, and a form; each is bounded by media.max_bytes and media.film_max_bytes
 * besides. */
#define UPLOAD (UINT32_C(128) << 20)

/* clang-format off */
static const struct route rows[] = {
    /*    method path                                  handler                 auth       scope bucket    body    bytes   cors  run     since  doc */
    ROUTE(GET,   "/",                                  web_front_show,         OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what this server is, and what was published here"),
    ROUTE(GET,   "/@:acct",                            web_profile_show,       OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "an account and its posts"),
    ROUTE(GET,   "/@:acct/:id",                        web_thread_show,        OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "a status in its thread"),
    ROUTE(GET,   "/@:acct/:id/embed",                  web_embed_show,         NONE,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "a status to be shown on other sites"),
    ROUTE(GET,   "/@:acct/feed.atom",                  web_feed_show,          NONE,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "an account's posts as an Atom feed"),
    ROUTE(GET,   "/@:acct/tagged/:name",               web_tagged_show,        OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what an account posted with a hashtag"),
    ROUTE(GET,   "/about",                             web_about_show,         OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "who runs this server, and what it keeps of whom"),
    ROUTE(POST,  "/accounts/:id/:verb",                web_account_act,        USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "block, mute, unfollow … an account"),
    ROUTE(POST,  "/accounts/:id/follow",               web_account_follow,     USER,      0,    FOLLOW,   PARAMS, FORM,   NONE, WORKER, "0.1", "follow an account"),
    ROUTE(POST,  "/accounts/:id/note",                 web_account_note,       USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "note something about an account, for oneself"),
    ROUTE(GET,   "/accounts/:id/report",               web_report_show,        USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the form to report an account"),
    ROUTE(POST,  "/accounts/:id/report",               web_report,             USER,      0,    REPORT,   PARAMS, FORM,   NONE, WORKER, "0.1", "report an account"),
    ROUTE(POST,  "/announcements/:id/:verb",           web_announcement_act,  USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "react to an announcement, or put it away"),
    ROUTE(GET,   "/bookmarks",                         web_bookmarks_show,     USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "one's bookmarks"),
    ROUTE(GET,   "/collections/:id",                   web_collection_show,    OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "accounts that somebody recommends under a name"),
    ROUTE(POST,  "/collections/:id/items/:item/leave", web_collection_leave,   USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "leave a collection for good"),
    ROUTE(GET,   "/compose",                           web_compose_show,       USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "write a status"),
    ROUTE(POST,  "/compose",                           web_compose,            USER,      0,    POST,     FILE,   UPLOAD, NONE, WORKER, "0.1", "publish it"),
    ROUTE(GET,   "/conversations",                     web_conversations_show, USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "one's direct messages, by whom one writes with"),
    ROUTE(POST,  "/conversations/:id/:verb",           web_conversation_act,   USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "read, unread, or off the list"),
    ROUTE(GET,   "/erasures/:id",                      web_erasure_show,       OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "how far an erasure is"),
    ROUTE(GET,   "/favourites",                        web_favourites_show,    USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "one's favourites"),
    ROUTE(GET,   "/first_visit/:secret",               web_first_visit_show,   OPTIONAL,  0,    SIGN_UP,  NONE,   0,      NONE, WORKER, "0.1", "the first visitor becomes administrator"),
    ROUTE(POST,  "/first_visit/:secret",               web_first_visit,        OPTIONAL,  0,    SIGN_UP,  PARAMS, FORM,   NONE, WORKER, "0.1", "become administrator"),
    ROUTE(GET,   "/home",                              web_home_show,          USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "one's home timeline"),
    ROUTE(GET,   "/moderation",                        web_moderation_show,    MODERATOR, 0,    API,      NONE,   0,      NONE, WORKER, "0.1", "reports, accounts, other servers"),
    ROUTE(POST,  "/moderation/accounts",               web_moderate_account,   MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "suspend, silence or reactivate an account"),
    ROUTE(POST,  "/moderation/announcements",          web_announcement_new,  MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "announce something to everybody"),
    ROUTE(POST,  "/moderation/announcements/:id/delete",web_announcement_delete,MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "take an announcement back"),
    ROUTE(POST,  "/moderation/domains",                web_domain_set,         MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "make a rule for another server"),
    ROUTE(POST,  "/moderation/domains/:id/delete",     web_domain_delete,      MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "take it away"),
    ROUTE(GET,   "/moderation/emojis",                 web_emojis_show,        MODERATOR, 0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the instance's own emoji, for administrators"),
    ROUTE(POST,  "/moderation/emojis",                 web_emoji_new,          MODERATOR, 0,    API,      FILE,   FORM,   NONE, WORKER, "0.1", "add an emoji"),
    ROUTE(POST,  "/moderation/emojis/:shortcode/:verb",web_emoji_act,          MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "file an emoji, hide it or take it away"),
    ROUTE(GET,   "/moderation/log",                    web_staff_log_show,     MODERATOR, 0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what the staff did"),
    ROUTE(POST,  "/moderation/reports/:id/close",      web_report_close,       MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "close a report"),
    ROUTE(POST,  "/moderation/users/:id/:verb",        web_pending_decide,     MODERATOR, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "let somebody in who asked, or do not"),
    ROUTE(GET,   "/notifications",                     web_notifications_show, USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what happened to one's account"),
    ROUTE(POST,  "/notifications/clear",               web_notifications_clear,USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "dismiss all"),
    ROUTE(POST,  "/notifications/policy",              web_notification_policy_set, USER, 0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "choose what to be told of"),
    ROUTE(GET,   "/notifications/requests",            web_notification_requests_show, USER, 0, API,      NONE,   0,      NONE, WORKER, "0.1", "whose notifications were kept aside"),
    ROUTE(POST,  "/notifications/requests/:id/:verb",  web_notification_request_act, USER, 0,   API,      PARAMS, FORM,   NONE, WORKER, "0.1", "let through or dismiss one"),
    ROUTE(GET,   "/privacy-policy",                    web_privacy_show,       OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what is done with what one gives"),
    ROUTE(GET,   "/register",                          web_register_show,      OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the sign-up form"),
    ROUTE(POST,  "/register",                          web_register,           OPTIONAL,  0,    SIGN_UP,  PARAMS, FORM,   NONE, WORKER, "0.1", "sign up"),
    ROUTE(GET,   "/search",                            web_search_show,        USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "find an account, a hashtag or posts"),
    ROUTE(GET,   "/settings",                          web_settings_show,      USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "profile, pages, sign-ins"),
    ROUTE(POST,  "/settings/act_as",                   web_act_as,             USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "act as a page, or oneself"),
    ROUTE(GET,   "/settings/erase",                    web_erase_show,         USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the form to erase one's account"),
    ROUTE(POST,  "/settings/erase",                    web_erase,              USER,      0,    DELETE,   PARAMS, FORM,   NONE, WORKER, "0.1", "erase one's account"),
    ROUTE(POST,  "/settings/language",                 web_language_set,       USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "choose the language of the pages"),
    ROUTE(POST,  "/settings/pages",                    web_page_new,           USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "make a page"),
    ROUTE(GET,   "/settings/pages/:name",              web_roles_show,         USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "who has which role on a page"),
    ROUTE(GET,   "/settings/pages/:name/erase",        web_erase_show,         USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the form to erase a page"),
    ROUTE(POST,  "/settings/pages/:name/erase",        web_erase,              USER,      0,    DELETE,   PARAMS, FORM,   NONE, WORKER, "0.1", "erase a page"),
    ROUTE(POST,  "/settings/pages/:name/roles",        web_role_set,           USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "give or take a role"),
    ROUTE(POST,  "/settings/password",                 web_password_change,    USER,      0,    LOGIN,    PARAMS, FORM,   NONE, WORKER, "0.1", "change one's password"),
    ROUTE(POST,  "/settings/profile",                  web_profile_edit,       USER,      0,    API,      FILE,   UPLOAD, NONE, WORKER, "0.1", "edit one's profile"),
    ROUTE(GET,   "/settings/relations",                web_relations_show,     USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "whom one follows, mutes, blocks"),
    ROUTE(POST,  "/settings/sessions/:id/end",         web_session_end,        USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "end a sign-in"),
    ROUTE(POST,  "/settings/tokens/:id/end",           web_token_end,          USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "take access back from a program"),
    ROUTE(GET,   "/sign_in",                           web_sign_in_show,       OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the sign-in form"),
    ROUTE(POST,  "/sign_in",                           web_sign_in,            OPTIONAL,  0,    LOGIN,    PARAMS, FORM,   NONE, WORKER, "0.1", "sign in"),
    ROUTE(POST,  "/sign_out",                          web_sign_out,           OPTIONAL,  0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "sign out"),
    ROUTE(POST,  "/statuses/:id/:verb",                web_status_act,         USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "favourite, reblog, bookmark, pin, mute, and back"),
    ROUTE(POST,  "/statuses/:id/delete",               web_status_delete,      USER,      0,    DELETE,   PARAMS, FORM,   NONE, WORKER, "0.1", "erase a status"),
    ROUTE(GET,   "/statuses/:id/edit",                 web_edit_show,          USER,      0,    API,      NONE,   0,      NONE, WORKER, "0.1", "the form to edit a status"),
    ROUTE(POST,  "/statuses/:id/edit",                 web_edit,               USER,      0,    POST,     FILE,   UPLOAD, NONE, WORKER, "0.1", "edit a status"),
    ROUTE(POST,  "/statuses/:id/vote",                 web_poll_vote,          USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "answer what a status asks"),
    ROUTE(GET,   "/tags/:name",                        web_tag_show,           OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what was published with a hashtag"),
    ROUTE(POST,  "/tags/:name/:verb",                  web_tag_act,            USER,      0,    API,      PARAMS, FORM,   NONE, WORKER, "0.1", "follow or feature a hashtag, and back"),
    ROUTE(GET,   "/terms-of-service",                  web_terms_show,         OPTIONAL,  0,    API,      NONE,   0,      NONE, WORKER, "0.1", "what is asked of everybody"),
};
/* clang-format on */

const struct route_table web_routes = { rows, ARRAY_COUNT(rows) };
