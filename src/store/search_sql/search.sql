-- A full-text shard; see store/search_index.h.

-- name: search_find :many
-- in:   asked text, above i64, below i64, count i64
-- out:  id status_id
SELECT rowid AS id FROM post WHERE post MATCH :asked AND rowid > :above AND rowid < :below ORDER BY rowid DESC LIMIT :count;

-- name: search_has :maybe
-- in:   id status_id
-- out:  id status_id
SELECT rowid AS id FROM post WHERE rowid = :id;

-- name: search_insert :exec
-- in:   id status_id, body text, facet text
INSERT INTO post (rowid, body, facet) VALUES (:id, :body, :facet);

-- name: search_delete :exec
-- in:   id status_id
DELETE FROM post WHERE rowid = :id;

-- Merge everything into one segment: only that drops the words of deleted rows.
-- name: search_optimize :exec
INSERT INTO post (post) VALUES ('optimize');

-- name: search_mark :maybe
-- in:   name text
-- out:  value i64
SELECT value FROM mark WHERE name = :name;

-- name: search_set_mark :exec
-- in:   name text, value i64
INSERT INTO mark (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
