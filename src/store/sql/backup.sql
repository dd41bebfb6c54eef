-- Backup and restore: what other servers made public leaves a copy; ids of everything that a restore may have to erase.

-- name: backup_strip_statuses :many
-- in:   after status_id, count i64
-- out:  id status_id
UPDATE status SET content_box = NULL, source_box = NULL, spoiler_box = NULL
WHERE id IN (SELECT s.id FROM status s WHERE s.id > :after AND s.is_local = 0 AND s.visibility < 2
             ORDER BY s.id LIMIT :count)
RETURNING id;

-- name: backup_strip_edits :exec
-- in:   status status_id
DELETE FROM status_edit WHERE status_id = :status;

-- name: backup_strip_media :exec
-- in:   status status_id
UPDATE media SET meta_box = NULL, alt_box = NULL WHERE status_id = :status;

-- name: backup_strip_status_cards :exec
-- in:   count i64
-- plan: scan all of them go, a batch at a time
DELETE FROM status_card WHERE status_id IN (SELECT s.status_id FROM status_card s ORDER BY s.status_id LIMIT :count);

-- name: backup_strip_cards :exec
-- in:   count i64
-- plan: scan all of them go, a batch at a time
DELETE FROM preview_card WHERE id IN (SELECT c.id FROM preview_card c ORDER BY c.id LIMIT :count);

-- name: backup_strip_accounts :many
-- in:   after account_id, count i64
-- out:  id account_id
UPDATE account SET display_name_box = NULL, note_box = NULL, fields_box = NULL
WHERE id IN (SELECT a.id FROM account a WHERE a.id > :after AND a.host_id IS NOT NULL ORDER BY a.id LIMIT :count)
RETURNING id;

-- name: restore_accounts :many
-- in:   after account_id, count i64
-- out:  id account_id, state i64
SELECT id, state FROM account WHERE id > :after ORDER BY id LIMIT :count;

-- name: restore_statuses :many
-- in:   after status_id, count i64
-- out:  id status_id, owner_id account_id, visibility i64
SELECT id, owner_id, visibility FROM status WHERE id > :after ORDER BY id LIMIT :count;

-- name: restore_media :many
-- in:   after media_id, count i64
-- out:  id media_id, owner_id account_id
SELECT id, owner_id FROM media WHERE id > :after ORDER BY id LIMIT :count;

-- name: tombstones_after :many
-- in:   after blob, count i64
-- out:  hash blob
SELECT hash FROM tombstone WHERE hash > :after ORDER BY hash LIMIT :count;
