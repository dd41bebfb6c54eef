/* Handlers of the pages; as route_handler. What each is stands in routes.c. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

#define WEB_HANDLER(name)                                                                          \
    MUST_USE enum err name(struct ctx *ctx, struct http_request *req, struct http_response *res)

WEB_HANDLER(web_about_show);
WEB_HANDLER(web_emoji_act);
WEB_HANDLER(web_emoji_new);
WEB_HANDLER(web_emojis_show);
WEB_HANDLER(web_pending_decide);
WEB_HANDLER(web_announcement_act);
WEB_HANDLER(web_announcement_delete);
WEB_HANDLER(web_announcement_new);
WEB_HANDLER(web_privacy_show);
WEB_HANDLER(web_terms_show);
WEB_HANDLER(web_front_show);
WEB_HANDLER(web_sign_in_show);
WEB_HANDLER(web_sign_in);
WEB_HANDLER(web_sign_out);
WEB_HANDLER(web_register_show);
WEB_HANDLER(web_register);
WEB_HANDLER(web_first_visit_show);
WEB_HANDLER(web_first_visit);
WEB_HANDLER(web_profile_show);
WEB_HANDLER(web_tagged_show);
WEB_HANDLER(web_thread_show);
WEB_HANDLER(web_embed_show);
WEB_HANDLER(web_collection_show);
WEB_HANDLER(web_collection_leave);
WEB_HANDLER(web_tag_show);
WEB_HANDLER(web_tag_act);
WEB_HANDLER(web_account_note);
WEB_HANDLER(web_compose_show);
WEB_HANDLER(web_compose);
WEB_HANDLER(web_edit_show);
WEB_HANDLER(web_edit);
WEB_HANDLER(web_status_act);
WEB_HANDLER(web_status_delete);
WEB_HANDLER(web_poll_vote);
WEB_HANDLER(web_account_act);
WEB_HANDLER(web_account_follow);
WEB_HANDLER(web_home_show);
WEB_HANDLER(web_bookmarks_show);
WEB_HANDLER(web_favourites_show);
WEB_HANDLER(web_conversations_show);
WEB_HANDLER(web_conversation_act);
WEB_HANDLER(web_notifications_show);
WEB_HANDLER(web_notifications_clear);
WEB_HANDLER(web_notification_requests_show);
WEB_HANDLER(web_notification_request_act);
WEB_HANDLER(web_notification_policy_set);
WEB_HANDLER(web_feed_show);
WEB_HANDLER(web_settings_show);
WEB_HANDLER(web_act_as);
WEB_HANDLER(web_language_set);
WEB_HANDLER(web_relations_show);
WEB_HANDLER(web_profile_edit);
WEB_HANDLER(web_page_new);
WEB_HANDLER(web_roles_show);
WEB_HANDLER(web_page_log_show);
WEB_HANDLER(web_waiting_list);
WEB_HANDLER(web_waiting_show);
WEB_HANDLER(web_waiting_act);
WEB_HANDLER(web_approval_set);
WEB_HANDLER(web_figures_show);
WEB_HANDLER(web_figures_file);
WEB_HANDLER(web_role_set);
WEB_HANDLER(web_password_change);
WEB_HANDLER(web_session_end);
WEB_HANDLER(web_token_end);
WEB_HANDLER(web_erase_show);
WEB_HANDLER(web_erase);
WEB_HANDLER(web_erasure_show);
WEB_HANDLER(web_search_show);
WEB_HANDLER(web_explore_show);
WEB_HANDLER(web_report_show);
WEB_HANDLER(web_report);
WEB_HANDLER(web_moderation_show);
WEB_HANDLER(web_staff_log_show);
WEB_HANDLER(web_moderate_account);
WEB_HANDLER(web_report_close);
WEB_HANDLER(web_domain_set);
WEB_HANDLER(web_domain_delete);
