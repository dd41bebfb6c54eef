-- Announcements, and what accounts did with them.

-- set: announcement_row
--   id announcement_id, text text, starts_ms i64?, ends_ms i64?, is_all_day bool, updated_ms i64

-- name: announcement_get :maybe announcement_row
-- in:   id announcement_id
SELECT {{announcement_row}} FROM announcement WHERE id = :id;

-- name: announcements :many announcement_row
-- plan: scan a hundred rows at most
SELECT {{announcement_row}} FROM announcement ORDER BY id LIMIT 100;

-- name: announcement_insert :exec
-- in:   id announcement_id, text text, starts_ms i64?, ends_ms i64?, is_all_day bool, updated_ms i64
INSERT INTO announcement (id, text, starts_ms, ends_ms, is_all_day, updated_ms)
VALUES (:id, :text, :starts_ms, :ends_ms, :is_all_day, :updated_ms);

-- name: announcement_update :exec
-- in:   id announcement_id, text text, starts_ms i64?, ends_ms i64?, is_all_day bool, updated_ms i64
UPDATE announcement SET text = :text, starts_ms = :starts_ms, ends_ms = :ends_ms, is_all_day = :is_all_day,
    updated_ms = :updated_ms WHERE id = :id;

-- Keeps it there until the commit, or changes nothing.
-- name: announcement_hold :exec
-- in:   id announcement_id
UPDATE announcement SET updated_ms = updated_ms WHERE id = :id;

-- name: announcement_delete :exec
-- in:   id announcement_id
DELETE FROM announcement WHERE id = :id;

-- name: announcement_mark_insert :exec
-- in:   owner account_id, announcement announcement_id, name text, id i64
INSERT INTO announcement_mark (owner_id, announcement_id, name, id) VALUES (:owner, :announcement, :name, :id)
ON CONFLICT (owner_id, announcement_id, name) DO NOTHING;

-- name: announcement_mark_delete :exec
-- in:   owner account_id, announcement announcement_id, name text
DELETE FROM announcement_mark WHERE owner_id = :owner AND announcement_id = :announcement AND name = :name;

-- What an account did with all of them.
-- name: announcement_marks_by_owner :many
-- in:   owner account_id
-- out:  announcement_id announcement_id, name text
SELECT announcement_id, name FROM announcement_mark WHERE owner_id = :owner LIMIT 1000;

-- In the order in which each came first.
-- name: announcement_reactions :many
-- in:   announcement announcement_id
-- out:  name text, count i64
SELECT m.name, CAST(count(*) AS BIGINT) AS count FROM announcement_mark m
WHERE m.announcement_id = :announcement AND m.name > '' GROUP BY m.name ORDER BY min(m.id) LIMIT 100;

-- name: announcement_reaction_count :count
-- in:   announcement announcement_id, name text
SELECT count(*) FROM announcement_mark WHERE announcement_id = :announcement AND name = :name;

-- name: announcement_marks_forget :exec
-- in:   announcement announcement_id, count i64
DELETE FROM announcement_mark WHERE (owner_id, announcement_id, name) IN (SELECT m.owner_id, m.announcement_id, m.name
    FROM announcement_mark m WHERE m.announcement_id = :announcement LIMIT :count);
