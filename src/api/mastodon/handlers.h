/* Handlers of the client API; each stands in the file of its family. What they take and answer stands in the route's
 * document; errors are those of the service they call.
 */
#pragma once

#include "http/route.h"

/* collections.c */
route_handler mastodon_collection_create;
route_handler mastodon_collection_show;
route_handler mastodon_collection_update;
route_handler mastodon_collection_delete;
route_handler mastodon_account_collections;
route_handler mastodon_account_in_collections;
route_handler mastodon_collection_add;
route_handler mastodon_collection_remove;
route_handler mastodon_collection_leave;

/* oembed.c */
route_handler mastodon_oembed;

/* not_built.c: known, answered 501. */
route_handler mastodon_not_built;

/* nothing.c: lists and documents of which an empty one is the truth. */
route_handler mastodon_empty_list;
route_handler mastodon_empty_object;
route_handler mastodon_absent;
route_handler mastodon_annual_report_list;
route_handler mastodon_email_is_confirmed;
route_handler mastodon_email_confirm;
route_handler mastodon_healthy;

/* instance.c */
route_handler mastodon_instance_show;
route_handler mastodon_instance_show_v1;
route_handler mastodon_instance_peers;
route_handler mastodon_instance_description;
route_handler mastodon_instance_activity;
route_handler mastodon_instance_domain_blocks;
route_handler mastodon_instance_languages;
route_handler mastodon_instance_privacy;
route_handler mastodon_instance_rules;
route_handler mastodon_instance_terms;
route_handler mastodon_instance_terms_of;
route_handler mastodon_peer_search;

/* statuses.c */
route_handler mastodon_status_list;
route_handler mastodon_status_create;
route_handler mastodon_status_show;
route_handler mastodon_status_update;
route_handler mastodon_status_source;
route_handler mastodon_status_translate;

/* delete.c */
route_handler mastodon_status_delete;

/* thread.c: around a status. */
route_handler mastodon_status_context;
route_handler mastodon_status_history;
route_handler mastodon_status_favourited_by;
route_handler mastodon_status_reblogged_by;

/* reactions.c */
route_handler mastodon_status_favourite;
route_handler mastodon_status_unfavourite;
route_handler mastodon_status_reblog;
route_handler mastodon_status_unreblog;
route_handler mastodon_status_bookmark;
route_handler mastodon_status_unbookmark;
route_handler mastodon_status_pin;
route_handler mastodon_status_unpin;
route_handler mastodon_status_mute;
route_handler mastodon_status_unmute;

/* timelines.c */
route_handler mastodon_timeline_home;
route_handler mastodon_timeline_direct;
route_handler mastodon_timeline_public;
route_handler mastodon_timeline_tag;
route_handler mastodon_favourites;
route_handler mastodon_bookmarks;
route_handler mastodon_account_statuses;

/* relations.c */
route_handler mastodon_account_follow;
route_handler mastodon_account_unfollow;
route_handler mastodon_account_remove_follower;
route_handler mastodon_account_block;
route_handler mastodon_account_unblock;
route_handler mastodon_account_mute;
route_handler mastodon_account_unmute;
route_handler mastodon_account_note;
route_handler mastodon_account_endorse;
route_handler mastodon_account_unendorse;
route_handler mastodon_follow_request_accept;
route_handler mastodon_follow_request_reject;

/* push.c */
route_handler mastodon_push_show;
route_handler mastodon_push_create;
route_handler mastodon_push_update;
route_handler mastodon_push_delete;

/* media.c */
route_handler mastodon_media_create;
route_handler mastodon_media_create_v1;
route_handler mastodon_media_show;
route_handler mastodon_media_update;
route_handler mastodon_media_delete;

/* streaming.c */
route_handler mastodon_stream_user;
route_handler mastodon_stream_notifications;
route_handler mastodon_stream_direct;
route_handler mastodon_stream_public;
route_handler mastodon_stream_public_local;
route_handler mastodon_stream_public_remote;
route_handler mastodon_stream_hashtag;
route_handler mastodon_stream_hashtag_local;
route_handler mastodon_stream_list;

/* polls.c */
route_handler mastodon_poll_show;
route_handler mastodon_poll_vote;

/* stream_socket.c */
route_handler mastodon_stream_socket;

/* accounts.c */
route_handler mastodon_account_show;
route_handler mastodon_account_list;
route_handler mastodon_account_lookup;
route_handler mastodon_account_proofs;
route_handler mastodon_account_search;
route_handler mastodon_account_relationships;
route_handler mastodon_account_familiar;
route_handler mastodon_account_verify;
route_handler mastodon_account_followers;
route_handler mastodon_account_following;
route_handler mastodon_account_endorsements;
route_handler mastodon_endorsements;
route_handler mastodon_preferences_show;
route_handler mastodon_blocks;
route_handler mastodon_mutes;
route_handler mastodon_domain_blocks;
route_handler mastodon_follow_requests;

/* profile.c */
route_handler mastodon_account_update;
route_handler mastodon_profile_show;
route_handler mastodon_profile_update;
route_handler mastodon_profile_avatar_delete;
route_handler mastodon_profile_header_delete;

/* notification_policy.c */
route_handler mastodon_notification_policy_show;
route_handler mastodon_notification_policy_update;
route_handler mastodon_notification_policy_v1_show;
route_handler mastodon_notification_policy_v1_update;

/* notification_requests.c */
route_handler mastodon_notification_request_list;
route_handler mastodon_notification_request_show;
route_handler mastodon_notification_request_accept;
route_handler mastodon_notification_request_dismiss;
route_handler mastodon_notification_requests_accept;
route_handler mastodon_notification_requests_dismiss;
route_handler mastodon_notification_requests_merged;

/* notifications.c */
route_handler mastodon_notification_list;
route_handler mastodon_notification_show;
route_handler mastodon_notification_dismiss;
route_handler mastodon_notification_clear;
route_handler mastodon_notification_unread;
route_handler mastodon_notification_group_list;
route_handler mastodon_notification_group_show;
route_handler mastodon_notification_group_accounts;
route_handler mastodon_notification_group_dismiss;
route_handler mastodon_notification_group_unread;
route_handler mastodon_marker_list;
route_handler mastodon_marker_update;

/* scheduled.c */
route_handler mastodon_scheduled_list;
route_handler mastodon_scheduled_show;
route_handler mastodon_scheduled_update;
route_handler mastodon_scheduled_delete;

/* conversations.c */
route_handler mastodon_custom_emojis;
route_handler mastodon_conversation_list;
route_handler mastodon_conversation_delete;
route_handler mastodon_conversation_read;
route_handler mastodon_conversation_unread;

/* search.c */
route_handler mastodon_search;

/* tags.c */
route_handler mastodon_tag_show;
route_handler mastodon_tag_follow;
route_handler mastodon_tag_unfollow;
route_handler mastodon_tag_feature;
route_handler mastodon_tag_unfeature;
route_handler mastodon_followed_tags;

/* featured_tags.c */
route_handler mastodon_account_featured_tags;
route_handler mastodon_featured_tag_list;
route_handler mastodon_featured_tag_create;
route_handler mastodon_featured_tag_delete;
route_handler mastodon_featured_tag_suggestions;

/* directory.c */
route_handler mastodon_directory_list;
route_handler mastodon_suggestion_list;
route_handler mastodon_suggestion_list_v1;
route_handler mastodon_suggestion_delete;

/* announcements.c */
route_handler mastodon_announcement_list;
route_handler mastodon_announcement_dismiss;
route_handler mastodon_announcement_react;
route_handler mastodon_announcement_unreact;

/* admin_accounts.c */
route_handler mastodon_admin_account_list;
route_handler mastodon_admin_account_list_v2;
route_handler mastodon_admin_account_show;
route_handler mastodon_admin_account_action;
route_handler mastodon_admin_account_approve;
route_handler mastodon_admin_account_reject;
route_handler mastodon_admin_account_enable;
route_handler mastodon_admin_account_unsilence;
route_handler mastodon_admin_account_unsuspend;
route_handler mastodon_admin_account_unsensitive;
route_handler mastodon_admin_account_delete;

/* admin_domains.c */
route_handler mastodon_admin_domain_block_list;
route_handler mastodon_admin_domain_block_show;
route_handler mastodon_admin_domain_block_create;
route_handler mastodon_admin_domain_block_update;
route_handler mastodon_admin_domain_block_delete;
route_handler mastodon_admin_domain_allow_list;
route_handler mastodon_admin_domain_allow_show;
route_handler mastodon_admin_domain_allow_create;
route_handler mastodon_admin_domain_allow_delete;

/* admin_reports.c */
route_handler mastodon_admin_report_list;
route_handler mastodon_admin_report_show;
route_handler mastodon_admin_report_update;
route_handler mastodon_admin_report_assign;
route_handler mastodon_admin_report_unassign;
route_handler mastodon_admin_report_resolve;
route_handler mastodon_admin_report_reopen;

/* reports.c */
route_handler mastodon_report_create;
route_handler mastodon_domain_block_create;
route_handler mastodon_domain_block_delete;
route_handler mastodon_domain_block_preview;

/* lists.c */
route_handler mastodon_list_list;
route_handler mastodon_list_create;
route_handler mastodon_list_show;
route_handler mastodon_list_update;
route_handler mastodon_list_delete;
route_handler mastodon_list_members;
route_handler mastodon_list_members_add;
route_handler mastodon_list_members_remove;
route_handler mastodon_account_lists;
route_handler mastodon_timeline_list;

/* filters.c */
route_handler mastodon_filter_list;
route_handler mastodon_filter_create;
route_handler mastodon_filter_show;
route_handler mastodon_filter_update;
route_handler mastodon_filter_delete;
route_handler mastodon_filter_keywords;
route_handler mastodon_filter_keyword_create;
route_handler mastodon_filter_statuses;
route_handler mastodon_filter_status_create;
route_handler mastodon_filter_keyword_show;
route_handler mastodon_filter_keyword_update;
route_handler mastodon_filter_keyword_delete;
route_handler mastodon_filter_status_show;
route_handler mastodon_filter_status_delete;

/* filters_v1.c */
route_handler mastodon_filter_list_v1;
route_handler mastodon_filter_create_v1;
route_handler mastodon_filter_show_v1;
route_handler mastodon_filter_update_v1;
route_handler mastodon_filter_delete_v1;

/* trends.c */
route_handler mastodon_trends_tags;
route_handler mastodon_admin_trends_tags;
route_handler mastodon_admin_trend_tag_approve;
route_handler mastodon_admin_trend_tag_reject;
route_handler mastodon_admin_tag_list;
route_handler mastodon_admin_tag_show;
route_handler mastodon_admin_tag_update;
route_handler mastodon_trends_statuses;
route_handler mastodon_trends_links;
route_handler mastodon_timeline_link;
route_handler mastodon_admin_trends_statuses;
route_handler mastodon_admin_trends_links;
route_handler mastodon_admin_trend_status_approve;
route_handler mastodon_admin_trend_status_reject;
route_handler mastodon_admin_trend_link_approve;
route_handler mastodon_admin_trend_link_reject;
route_handler mastodon_admin_publishers;
route_handler mastodon_admin_publisher_approve;
route_handler mastodon_admin_publisher_reject;
