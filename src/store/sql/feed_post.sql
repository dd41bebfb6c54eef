-- Posts as the index of home timelines keeps them.

-- set: feed_post_row
--   id status_id, owner_id account_id, visibility i64, in_reply_to_id status_id?, reblog_of_id status_id?, is_local bool
-- from: s

-- name: feed_posts_by_owner :many feed_post_row
-- in:   owner account_id, after i64, count i64
SELECT {{feed_post_row}} FROM status s WHERE s.owner_id = :owner AND s.id > :after ORDER BY s.id LIMIT :count;

-- name: feed_newest_by_owner :maybe
-- in:   owner account_id
-- out:  id status_id
SELECT id FROM status WHERE owner_id = :owner ORDER BY id DESC LIMIT 1;
