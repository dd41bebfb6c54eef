-- Filters: their words and the statuses they name. Few by rule, so without paging.

-- set: filter_row
--   id filter_id, owner_id account_id, title_box blob, contexts i64, action i64, expires_ms i64?
-- from: f

-- set: filter_keyword_row
--   id filter_keyword_id, filter_id filter_id, keyword_box blob, is_whole_word bool
-- from: k

-- set: filter_status_row
--   id filter_status_id, filter_id filter_id, status_id status_id
-- from: s

-- name: filters_by_owner :many filter_row
-- in:   owner account_id
SELECT {{filter_row}} FROM filter f WHERE f.owner_id = :owner ORDER BY f.id LIMIT 100;

-- name: filter_keywords_by_owner :many filter_keyword_row
-- in:   owner account_id
SELECT {{filter_keyword_row}} FROM filter_keyword k WHERE k.owner_id = :owner ORDER BY k.filter_id, k.id LIMIT 20000;

-- name: filter_statuses_by_owner :many filter_status_row
-- in:   owner account_id
SELECT {{filter_status_row}} FROM filter_status s WHERE s.owner_id = :owner ORDER BY s.filter_id, s.id LIMIT 20000;

-- name: filter_count :one
-- in:   owner account_id
-- out:  count i64
SELECT count(*) AS count FROM filter WHERE owner_id = :owner;

-- Keeps it there until the commit, or changes nothing.
-- name: filter_hold :exec
-- in:   id filter_id
UPDATE filter SET action = action WHERE id = :id;

-- name: filter_insert :exec
-- in:   id filter_id, owner account_id, title_box blob, contexts i64, action i64, expires_ms i64?
INSERT INTO filter (id, owner_id, title_box, contexts, action, expires_ms)
VALUES (:id, :owner, :title_box, :contexts, :action, :expires_ms);

-- name: filter_update :exec
-- in:   id filter_id, title_box blob, contexts i64, action i64, expires_ms i64?
UPDATE filter SET title_box = :title_box, contexts = :contexts, action = :action, expires_ms = :expires_ms
WHERE id = :id;

-- name: filter_delete :exec
-- in:   id filter_id
DELETE FROM filter WHERE id = :id;

-- name: filter_keywords_delete :exec
-- in:   owner account_id, filter filter_id
DELETE FROM filter_keyword WHERE owner_id = :owner AND filter_id = :filter;

-- name: filter_statuses_delete :exec
-- in:   owner account_id, filter filter_id
DELETE FROM filter_status WHERE owner_id = :owner AND filter_id = :filter;

-- name: filter_keyword_upsert :exec
-- in:   id filter_keyword_id, owner account_id, filter filter_id, keyword_box blob, is_whole_word bool
INSERT INTO filter_keyword (id, owner_id, filter_id, keyword_box, is_whole_word)
VALUES (:id, :owner, :filter, :keyword_box, :is_whole_word)
ON CONFLICT (id) DO UPDATE SET keyword_box = excluded.keyword_box, is_whole_word = excluded.is_whole_word;

-- name: filter_keyword_delete :exec
-- in:   id filter_keyword_id
DELETE FROM filter_keyword WHERE id = :id;

-- name: filter_status_insert :exec
-- in:   id filter_status_id, owner account_id, filter filter_id, status status_id
INSERT INTO filter_status (id, owner_id, filter_id, status_id) VALUES (:id, :owner, :filter, :status)
ON CONFLICT (owner_id, filter_id, status_id) DO NOTHING;

-- name: filter_status_delete :exec
-- in:   id filter_status_id
DELETE FROM filter_status WHERE id = :id;
