-- Who is to be told of an account's posts: the few of its followers that asked for it.

CREATE INDEX following_notified ON following (target_id, owner_id) WHERE notifies = 1;
