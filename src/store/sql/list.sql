-- Lists, and who is in them.

-- set: list_row
--   id list_id, owner_id account_id, title_box blob, replies i64, is_exclusive bool
-- from: l

-- name: list_get :maybe list_row
-- in:   id list_id
SELECT {{list_row}} FROM list l WHERE l.id = :id;

-- Few by rule, so without paging.
-- name: lists_by_owner :many list_row
-- in:   owner account_id
SELECT {{list_row}} FROM list l WHERE l.owner_id = :owner ORDER BY l.id LIMIT 100;

-- name: lists_by_member :many list_row
-- in:   owner account_id, member account_id
SELECT {{list_row}} FROM list_member m JOIN list l ON l.id = m.list_id
WHERE m.owner_id = :owner AND m.member_id = :member ORDER BY l.id LIMIT 100;

-- name: list_ids_by_member :many
-- in:   owner account_id, member account_id
-- out:  list_id list_id
SELECT list_id FROM list_member WHERE owner_id = :owner AND member_id = :member LIMIT 100;

-- name: list_count :one
-- in:   owner account_id
-- out:  count i64
SELECT count(*) AS count FROM list WHERE owner_id = :owner;

-- name: list_insert :exec
-- in:   id list_id, owner account_id, title_box blob, replies i64, is_exclusive bool
INSERT INTO list (id, owner_id, title_box, replies, is_exclusive)
VALUES (:id, :owner, :title_box, :replies, :is_exclusive);

-- Keeps it there until the commit, or changes nothing.
-- name: list_hold :exec
-- in:   id list_id
UPDATE list SET is_exclusive = is_exclusive WHERE id = :id;

-- name: list_update :exec
-- in:   id list_id, title_box blob, replies i64, is_exclusive bool
UPDATE list SET title_box = :title_box, replies = :replies, is_exclusive = :is_exclusive WHERE id = :id;

-- name: list_delete :exec
-- in:   id list_id
DELETE FROM list WHERE id = :id;

-- name: list_members_delete :exec
-- in:   id list_id
DELETE FROM list_member WHERE list_id = :id;

-- name: list_member_insert :exec
-- in:   owner account_id, list list_id, member account_id, id i64
INSERT INTO list_member (owner_id, list_id, member_id, id) VALUES (:owner, :list, :member, :id)
ON CONFLICT (list_id, member_id) DO NOTHING;

-- name: list_member_delete :exec
-- in:   list list_id, member account_id
DELETE FROM list_member WHERE list_id = :list AND member_id = :member;

-- name: list_member_page :page relation_ref_row
-- in:   list list_id
SELECT id, member_id AS account_id FROM list_member WHERE list_id = :list AND {{page:id}};

-- name: list_member_ids :many account_id_row
-- in:   list list_id, after account_id, count i64
SELECT member_id AS account_id FROM list_member WHERE list_id = :list AND member_id > :after
ORDER BY member_id LIMIT :count;
