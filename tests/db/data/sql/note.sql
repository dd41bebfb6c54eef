-- set: note_row
--   id status_id, owner_id account_id, body text, subject text?, seal blob?, weight f64,
--   is_public bool, deleted_ms i64?
-- from: n

-- name: note_by_id :maybe note_row
-- in:   id status_id
SELECT {{note_row}} FROM note n WHERE n.id = :id;

-- name: note_must :one note_row
-- in:   id status_id
SELECT {{note_row}} FROM note n WHERE n.id = :id;

-- name: note_ids_by_owner :many
-- in:   owner account_id, max_id i64, count i64
-- out:  id status_id
SELECT id FROM note WHERE id < :max_id AND owner_id = :owner ORDER BY id DESC LIMIT :count;

-- name: notes_by_ids :many note_row
-- in:   ids status_id[20]
SELECT {{note_row}} FROM note n WHERE n.id IN (:ids) ORDER BY n.id LIMIT 20;

-- name: note_ids_by_words :many
-- in:   words text[3]
-- out:  id status_id
-- plan: scan a sample without an index on words
SELECT id FROM note WHERE body IN (:words) ORDER BY id LIMIT 20;

-- name: note_insert :exec
-- in:   id status_id, owner account_id, body text, subject text?, seal blob?, weight f64,
--       is_public bool, deleted_ms i64?
INSERT INTO note (id, owner_id, body, subject, seal, weight, is_public, deleted_ms)
VALUES (:id, :owner, :body, :subject, :seal, :weight, :is_public, :deleted_ms); -- ':owner' in words

-- name: note_insert_or_skip :maybe
-- in:   id status_id, owner account_id
-- out:  id status_id
INSERT INTO note (id, owner_id, body, weight, is_public) VALUES (:id, :owner, 'x:y', 0, 1)
ON CONFLICT (id) DO NOTHING RETURNING id;

-- name: note_delete_by_owner :exec
-- in:   owner account_id
DELETE FROM note WHERE owner_id = :owner;

-- name: note_count_by_owner :count
-- in:   owner account_id
SELECT COUNT(*) FROM note WHERE owner_id = :owner;

-- name: note_add_weight :exec
-- in:   id status_id, more f64
UPDATE note SET weight = weight + :more WHERE id = :id;

-- name: note_set_weight :exec
-- in:   id status_id, weight f64
UPDATE note SET weight = :weight WHERE id = :id;

-- name: note_set_body :exec
-- in:   id status_id, body text
UPDATE note SET body = :body WHERE id = :id;

-- name: note_slow :count
-- plan: scan made to run for minutes
WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000000) SELECT COUNT(*) FROM n;

-- name: engine_name.sqlite :one
-- out:  name text
SELECT 'sqlite';

-- name: engine_name.postgres :one
-- out:  name text
SELECT 'postgres'::text;
