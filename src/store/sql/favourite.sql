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

-- name: favourites_by_owner :page status_cursor_row
-- in:   owner account_id
SELECT id AS cursor_id, status_id FROM favourite WHERE owner_id = :owner AND {{page:id}};

-- name: favouriters_by_status :page account_cursor_row
-- in:   status status_id
SELECT id AS cursor_id, owner_id FROM favourite WHERE status_id = :status AND {{page:id}};

-- name: rebloggers_by_status :page account_cursor_row
-- in:   status status_id
SELECT owner_id AS cursor_id, owner_id FROM status WHERE reblog_of_id = :status AND visibility < 2 AND {{page:owner_id}};

-- Who takes back a favourite or a reblog is not heard of any more.
-- name: reaction_notification_delete :exec
-- in:   status status_id, kind i64, from account_id
DELETE FROM notification WHERE status_id = :status AND kind = :kind AND from_id = :from;
