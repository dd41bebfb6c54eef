-- Timelines: ids only; the caller loads and decides.

-- set: status_ref
--   id status_id

-- name: status_ids_by_owner :page status_ref
-- in:   owner account_id
SELECT id FROM status WHERE owner_id = :owner AND {{page:id}};

-- Public timelines show no replies but those to oneself.
-- name: status_ids_public :page status_ref
-- in:   only_media bool
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL
    AND (in_reply_to_id IS NULL OR in_reply_to_account_id = owner_id) AND (:only_media = 0 OR media_count > 0)
    AND {{page:id}};

-- name: status_ids_public_local :page status_ref
-- in:   only_media bool
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 1
    AND (in_reply_to_id IS NULL OR in_reply_to_account_id = owner_id) AND (:only_media = 0 OR media_count > 0)
    AND {{page:id}};

-- name: status_ids_public_remote :page status_ref
-- in:   only_media bool
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 0
    AND (in_reply_to_id IS NULL OR in_reply_to_account_id = owner_id) AND (:only_media = 0 OR media_count > 0)
    AND {{page:id}};

-- name: status_ids_by_tag :page status_ref
-- in:   tag tag_id
SELECT status_id AS id FROM status_tag WHERE tag_id = :tag AND {{page:status_id}};

-- name: status_ids_by_account :page status_ref
-- in:   owner account_id, widest i64, no_replies bool, no_reblogs bool, only_media bool
SELECT id FROM status WHERE owner_id = :owner AND visibility <= :widest
    AND (:no_replies = 0 OR in_reply_to_id IS NULL OR in_reply_to_account_id = owner_id)
    AND (:no_reblogs = 0 OR reblog_of_id IS NULL) AND (:only_media = 0 OR media_count > 0) AND {{page:id}};

-- name: status_ids_by_account_tag :page status_ref
-- in:   owner account_id, tag tag_id
SELECT status_id AS id FROM status_tag WHERE tag_id = :tag AND owner_id = :owner AND {{page:status_id}};

-- A conversation upward, nearest first. Bounded by depth, since what other servers send may run in a ring.
-- name: status_ancestors :many status_ref
-- in:   id status_id, depth i64, count i64
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT s.id, s.in_reply_to_id, 0 FROM status s WHERE s.id = :id
    UNION ALL
    SELECT s.id, s.in_reply_to_id, up.depth + 1 FROM up JOIN status s ON s.id = up.parent_id WHERE up.depth < :depth
)
SELECT id FROM up WHERE depth > 0 ORDER BY depth LIMIT :count;

-- Downward, level by level: the limit ends the walk, so it has no order of its own.
-- name: status_descendants :many
-- in:   id status_id, depth i64, count i64
-- out:  id status_id, parent_id status_id?
WITH RECURSIVE down (id, parent_id, depth) AS (
    SELECT s.id, s.in_reply_to_id, 1 FROM status s WHERE s.in_reply_to_id = :id
    UNION ALL
    SELECT s.id, s.in_reply_to_id, down.depth + 1 FROM down JOIN status s ON s.in_reply_to_id = down.id
    WHERE down.depth < :depth
)
SELECT id, parent_id FROM down LIMIT :count;

-- Direct answers for all to see, oldest first: the author's own, or everybody else's.
-- name: status_ids_replies :many status_ref
-- in:   id status_id, author account_id, by_others bool, above i64, count i64
SELECT id FROM status WHERE in_reply_to_id = :id AND id > :above AND visibility <= 1 AND reblog_of_id IS NULL
    AND ((:by_others = 0 AND owner_id = :author) OR (:by_others = 1 AND owner_id <> :author))
ORDER BY id LIMIT :count;

-- What the feed index holds of a status.

-- set: feed_row
--   id status_id, owner_id account_id, visibility i64, in_reply_to_id status_id?, reblog_of_id status_id?, is_local bool

-- name: feed_rows :many feed_row
-- in:   below status_id, count i64
SELECT {{feed_row}} FROM status WHERE id < :below ORDER BY id DESC LIMIT :count;

-- Received for followers or somebody named, and nobody here is one or is named. Two, so that each has its index.
-- name: status_unread_of :many feed_row
-- in:   author account_id, after status_id, count i64
SELECT {{feed_row}} FROM status WHERE owner_id = :author AND id > :after AND is_local = 0 AND visibility >= 2
    AND NOT EXISTS (SELECT 1 FROM status_mention m JOIN account a ON a.id = m.account_id
        WHERE m.status_id = status.id AND a.host_id IS NULL AND a.state <> 3)
    AND (visibility = 3 OR NOT EXISTS (SELECT 1 FROM follower f JOIN account a ON a.id = f.follower_id
        WHERE f.owner_id = status.owner_id AND a.host_id IS NULL AND a.state <> 3))
ORDER BY id LIMIT :count;

-- name: status_unread :many feed_row
-- in:   after status_id, count i64
SELECT {{feed_row}} FROM status WHERE id > :after AND is_local = 0 AND visibility >= 2
    AND NOT EXISTS (SELECT 1 FROM status_mention m JOIN account a ON a.id = m.account_id
        WHERE m.status_id = status.id AND a.host_id IS NULL AND a.state <> 3)
    AND (visibility = 3 OR NOT EXISTS (SELECT 1 FROM follower f JOIN account a ON a.id = f.follower_id
        WHERE f.owner_id = status.owner_id AND a.host_id IS NULL AND a.state <> 3))
ORDER BY id LIMIT :count;

-- Local accounts in order of id.
-- name: local_account_ids :many
-- in:   after account_id, count i64
-- out:  id account_id
SELECT id FROM account WHERE host_id IS NULL AND id > :after ORDER BY id LIMIT :count;
