/* Handlers of the ActivityPub routes. */
#pragma once

#include "http/route.h"

route_handler activitypub_instance_show;
route_handler activitypub_instance_outbox_show;
route_handler activitypub_instance_key_show;
route_handler activitypub_actor_show;
route_handler activitypub_key_show;
route_handler activitypub_outbox_show;
route_handler activitypub_followers_show;
route_handler activitypub_following_show;
route_handler activitypub_featured_show;
route_handler activitypub_object_show;
route_handler activitypub_replies_show;
route_handler activitypub_activity_show;
route_handler activitypub_inbox_post;
route_handler activitypub_shared_inbox_post;
