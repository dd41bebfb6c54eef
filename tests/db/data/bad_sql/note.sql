-- One query for each rule of tools/lint/sql.py; expected.txt says which fires.

-- set: note_row
--   id status_id, subject text, weight i64

-- name: wrong_types :maybe note_row
-- in:   id status_id
SELECT {{note_row}} FROM note WHERE id = :id;

-- name: every_column :maybe
-- in:   id status_id
-- out:  id status_id
SELECT * FROM note WHERE id = :id;

-- name: no_limit :many
-- in:   owner account_id
-- out:  id status_id
SELECT id FROM note WHERE owner_id = :owner;

-- name: whole_table :count
-- in:   body text
SELECT COUNT(*) FROM note AS x WHERE x.body = :body;

-- name: meant_scan_without :count
-- in:   owner account_id
-- plan: scan it is said to be slow
SELECT COUNT(*) FROM note WHERE owner_id = :owner;

-- name: no_such_column :exec
-- in:   id status_id
DELETE FROM note WHERE nothing = :id;

-- name: text_for_number :exec
-- in:   id status_id, weight text
UPDATE note SET weight = :weight WHERE id = :id;

-- name: sum_is_no_bigint :one
-- in:   owner account_id
-- out:  total i64
SELECT COALESCE(SUM(is_public), 0) AS total FROM note WHERE owner_id = :owner;
