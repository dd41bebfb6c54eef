-- Timelines: ids only; the caller loads and decides. `_up` reads the page next to its lower bound, oldest first.

-- name: status_ids_by_owner :many
-- in:   owner account_id, above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE owner_id = :owner AND id > :above AND id < :below ORDER BY id DESC LIMIT :count;

-- name: status_ids_by_owner_up :many
-- in:   owner account_id, above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE owner_id = :owner AND id > :above AND id < :below ORDER BY id LIMIT :count;

-- name: status_ids_public :many
-- in:   above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND id > :above AND id < :below
ORDER BY id DESC LIMIT :count;

-- name: status_ids_public_up :many
-- in:   above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND id > :above AND id < :below
ORDER BY id LIMIT :count;

-- name: status_ids_public_local :many
-- in:   above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 1 AND id > :above AND id < :below
ORDER BY id DESC LIMIT :count;

-- name: status_ids_public_local_up :many
-- in:   above i64, below i64, count i64
-- out:  id status_id
SELECT id FROM status WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 1 AND id > :above AND id < :below
ORDER BY id LIMIT :count;

-- name: status_ids_by_tag :many
-- in:   tag tag_id, above i64, below i64, count i64
-- out:  status_id status_id
SELECT status_id FROM status_tag WHERE tag_id = :tag AND status_id > :above AND status_id < :below
ORDER BY status_id DESC LIMIT :count;

-- name: status_ids_by_tag_up :many
-- in:   tag tag_id, above i64, below i64, count i64
-- out:  status_id status_id
SELECT status_id FROM status_tag WHERE tag_id = :tag AND status_id > :above AND status_id < :below
ORDER BY status_id LIMIT :count;

-- The whole conversation, oldest first; bounded, the reader cuts ancestors and descendants out of it.
-- name: status_thread :many
-- in:   thread status_id, count i64
-- out:  id status_id, in_reply_to_id status_id?
SELECT id, in_reply_to_id FROM status WHERE thread_id = :thread ORDER BY id LIMIT :count;
