-- Hashtags that accounts read at home. A follow counts as a use of the tag, so that its row stays.

-- set: followed_tag_row
--   id i64, name text

-- name: followed_tag_find :maybe
-- in:   owner account_id, name text
-- out:  tag_id tag_id
SELECT f.tag_id FROM tag t JOIN followed_tag f ON f.owner_id = :owner AND f.tag_id = t.id WHERE t.name = :name;

-- name: followed_tag_count :one
-- in:   owner account_id
-- out:  count i64
SELECT count(*) AS count FROM followed_tag WHERE owner_id = :owner;

-- name: followed_tag_insert :exec
-- in:   owner account_id, tag tag_id, id i64
INSERT INTO followed_tag (owner_id, tag_id, id) VALUES (:owner, :tag, :id);

-- name: followed_tag_delete :exec
-- in:   owner account_id, tag tag_id
DELETE FROM followed_tag WHERE owner_id = :owner AND tag_id = :tag;

-- name: followed_tag_page :page followed_tag_row
-- in:   owner account_id
SELECT f.id, t.name FROM followed_tag f JOIN tag t ON t.id = f.tag_id WHERE f.owner_id = :owner AND {{page:f.id}};

-- name: followed_tag_ids :many
-- in:   owner account_id, after i64, count i64
-- out:  tag_id tag_id
SELECT tag_id FROM followed_tag WHERE owner_id = :owner AND tag_id > :after ORDER BY tag_id LIMIT :count;
