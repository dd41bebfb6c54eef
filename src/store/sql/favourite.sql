-- Favourites: who liked what. The counter in status_count moves in the same write.

-- name: favourite_insert :exec
-- in:   owner account_id, status status_id, id i64, uri text?
INSERT INTO favourite (owner_id, status_id, id, uri) VALUES (:owner, :status, :id, :uri)
ON CONFLICT (owner_id, status_id) DO NOTHING;

-- name: favourite_find :maybe
-- in:   owner account_id, status status_id
-- out:  id i64, uri text?
SELECT id, uri FROM favourite WHERE owner_id = :owner AND status_id = :status;

-- name: favourite_delete :exec
-- in:   owner account_id, status status_id
DELETE FROM favourite WHERE owner_id = :owner AND status_id = :status;

-- set: status_cursor_row
--   cursor_id i64, status_id status_id

-- set: account_cursor_row
--   cursor_id i64, owner_id account_id

-- name: favourites_by_owner :many status_cursor_row
-- in:   owner account_id, above i64, below i64, count i64
SELECT id AS cursor_id, status_id FROM favourite WHERE owner_id = :owner AND id > :above AND id < :below ORDER BY id DESC
LIMIT :count;

-- name: favourites_by_owner_up :many status_cursor_row
-- in:   owner account_id, above i64, below i64, count i64
SELECT id AS cursor_id, status_id FROM favourite WHERE owner_id = :owner AND id > :above AND id < :below ORDER BY id LIMIT :count;

-- name: favouriters_by_status :many account_cursor_row
-- in:   status status_id, above i64, below i64, count i64
SELECT id AS cursor_id, owner_id FROM favourite WHERE status_id = :status AND id > :above AND id < :below ORDER BY id DESC
LIMIT :count;

-- name: favouriters_by_status_up :many account_cursor_row
-- in:   status status_id, above i64, below i64, count i64
SELECT id AS cursor_id, owner_id FROM favourite WHERE status_id = :status AND id > :above AND id < :below ORDER BY id LIMIT :count;

-- name: rebloggers_by_status :many account_cursor_row
-- in:   status status_id, above i64, below i64, count i64
SELECT owner_id AS cursor_id, owner_id FROM status WHERE reblog_of_id = :status AND visibility < 2 AND owner_id > :above AND owner_id < :below
ORDER BY owner_id DESC LIMIT :count;

-- name: rebloggers_by_status_up :many account_cursor_row
-- in:   status status_id, above i64, below i64, count i64
SELECT owner_id AS cursor_id, owner_id FROM status WHERE reblog_of_id = :status AND visibility < 2 AND owner_id > :above AND owner_id < :below
ORDER BY owner_id LIMIT :count;

-- Who takes back a favourite or a reblog is not heard of any more.
-- name: reaction_notification_delete :exec
-- in:   status status_id, kind i64, from account_id
DELETE FROM notification WHERE status_id = :status AND kind = :kind AND from_id = :from;
