-- Media: one row a picture; its bytes lie in files.

-- set: media_row
--   id media_id, owner_id account_id, status_id status_id?, position i64, purpose i64, kind i64, state i64, file text?,
--   meta_box blob?, alt_box blob?, remote_url text?, created_ms i64, scheduled_id scheduled_status_id?
-- from: m

-- name: media_by_id :maybe media_row
-- in:   id media_id
SELECT {{media_row}} FROM media m WHERE m.id = :id;

-- name: media_by_status_ids :many media_row
-- in:   ids status_id[40]
SELECT {{media_row}} FROM media m WHERE m.status_id IN (:ids) ORDER BY m.status_id, m.position LIMIT 640;

-- name: media_insert :exec
-- in:   id media_id, owner account_id, status status_id?, position i64, purpose i64, kind i64, state i64, file text?,
--       meta_box blob?, alt_box blob?, remote_url text?, created_ms i64
INSERT INTO media (id, owner_id, status_id, position, purpose, kind, state, file, meta_box, alt_box, remote_url,
    created_ms)
VALUES (:id, :owner, :status, :position, :purpose, :kind, :state, :file, :meta_box, :alt_box, :remote_url,
    :created_ms);

-- Only a picture of one's own that hangs on no other status, and waits with none.
-- name: media_attach :exec
-- in:   id media_id, owner account_id, status status_id, position i64
UPDATE media SET status_id = :status, position = :position
WHERE id = :id AND owner_id = :owner AND purpose = 0 AND scheduled_id IS NULL
    AND (status_id IS NULL OR status_id = :status);

-- What else comes to hold an upload, such as a status yet to be posted, is asked for here and in sweep_uploads.
-- name: media_use :maybe
-- in:   id media_id
-- out:  owner_id account_id, purpose i64, status_id status_id?, scheduled_id scheduled_status_id?
SELECT owner_id, purpose, status_id, scheduled_id FROM media WHERE id = :id;

-- name: media_files_known :many
-- in:   files text[40]
-- out:  file text?
SELECT file FROM media WHERE file IN (:files) LIMIT 40;

-- Only while its files are those that were read, and nobody processed it since.
-- name: media_update :exec
-- in:   id media_id, file_before text, state i64, file text, meta_box blob?, alt_box blob?
UPDATE media SET file = :file, meta_box = :meta_box, alt_box = :alt_box
WHERE id = :id AND file = :file_before AND state = :state;

-- name: media_finish :exec
-- in:   id media_id, file text, state i64, meta_box blob?
UPDATE media SET state = :state, meta_box = :meta_box WHERE id = :id AND file = :file AND state = 1;

-- name: media_detach_all :exec
-- in:   status status_id
UPDATE media SET status_id = NULL, position = 0 WHERE status_id = :status;
