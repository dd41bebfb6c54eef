-- Imports: which items of an archive are here, by keyed hashes of their addresses.

-- name: import_items_by_hashes :many
-- in:   owner account_id, hashes blob[40]
-- out:  source_hash blob, status_id status_id
SELECT source_hash, status_id FROM import_item WHERE owner_id = :owner AND source_hash IN (:hashes) LIMIT 40;

-- name: import_item_insert :exec
-- in:   owner account_id, source_hash blob, status status_id
INSERT INTO import_item (owner_id, source_hash, status_id) VALUES (:owner, :source_hash, :status);

-- A post's own and those of its pictures.
-- name: import_items_of_status :many
-- in:   status status_id
-- out:  owner_id account_id, source_hash blob
SELECT owner_id, source_hash FROM import_item WHERE status_id = :status LIMIT 40;

-- name: import_ids_taken :many
-- in:   ids status_id[40]
-- out:  id status_id
SELECT id FROM status WHERE id IN (:ids) LIMIT 40;

-- name: import_media_add :exec
-- in:   status status_id
UPDATE status SET media_count = media_count + 1 WHERE id = :status;

-- name: import_replies :count
-- in:   status status_id
SELECT count(*) FROM status WHERE in_reply_to_id = :status;
