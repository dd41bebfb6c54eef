-- Bookmarks and pins: what an account keeps for itself, and what it shows first.

-- name: bookmark_insert :exec
-- in:   owner account_id, status status_id, id i64
INSERT INTO bookmark (owner_id, status_id, id) VALUES (:owner, :status, :id)
ON CONFLICT (owner_id, status_id) DO NOTHING;

-- name: bookmark_delete :exec
-- in:   owner account_id, status status_id
DELETE FROM bookmark WHERE owner_id = :owner AND status_id = :status;

-- name: bookmarks_by_owner :page status_cursor_row
-- in:   owner account_id
SELECT id AS cursor_id, status_id FROM bookmark WHERE owner_id = :owner AND {{page:id}};

-- name: pin_insert :exec
-- in:   owner account_id, status status_id, id i64
INSERT INTO status_pin (owner_id, status_id, id) VALUES (:owner, :status, :id)
ON CONFLICT (owner_id, status_id) DO NOTHING;

-- name: pin_delete :exec
-- in:   owner account_id, status status_id
DELETE FROM status_pin WHERE owner_id = :owner AND status_id = :status;

-- Few by rule, so without paging.
-- name: pins_by_owner :many status_cursor_row
-- in:   owner account_id
SELECT id AS cursor_id, status_id FROM status_pin WHERE owner_id = :owner ORDER BY id DESC LIMIT 40;
