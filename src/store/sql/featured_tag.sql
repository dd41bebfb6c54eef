-- Hashtags that accounts show on their profiles. Each counts as a use of the tag, so that its row stays.

-- set: featured_tag_row
--   id i64, name text, statuses i64, newest_id status_id

-- The count reads the entries of one index, and no row.
-- name: featured_tag_list :many featured_tag_row
-- in:   owner account_id, count i64
SELECT f.id, t.name,
    (SELECT count(*) FROM status_tag s WHERE s.owner_id = f.owner_id AND s.tag_id = f.tag_id AND s.is_listed = 1) AS statuses,
    coalesce((SELECT max(n.status_id) FROM status_tag n
        WHERE n.owner_id = f.owner_id AND n.tag_id = f.tag_id AND n.is_listed = 1), 0) AS newest_id
FROM featured_tag f JOIN tag t ON t.id = f.tag_id WHERE f.owner_id = :owner ORDER BY f.id LIMIT :count;

-- name: featured_tag_count :one
-- in:   owner account_id
-- out:  count i64
SELECT count(*) AS count FROM featured_tag WHERE owner_id = :owner;

-- name: featured_tag_find :maybe
-- in:   owner account_id, name text
-- out:  id i64
SELECT f.id FROM tag t JOIN featured_tag f ON f.owner_id = :owner AND f.tag_id = t.id WHERE t.name = :name;

-- name: featured_tag_insert :exec
-- in:   owner account_id, tag tag_id, id i64
INSERT INTO featured_tag (owner_id, tag_id, id) VALUES (:owner, :tag, :id);

-- name: featured_tag_delete :maybe
-- in:   owner account_id, id i64
-- out:  tag_id tag_id
DELETE FROM featured_tag WHERE owner_id = :owner AND id = :id RETURNING tag_id;

-- What an account uses most in its newest posts, and does not show yet.
-- name: featured_tag_suggestions :many
-- in:   owner account_id, posts i64, count i64
-- out:  name text, uses i64
SELECT t.name, count(*) AS uses
FROM (SELECT s.id FROM status s WHERE s.owner_id = :owner ORDER BY s.id DESC LIMIT :posts) recent
JOIN status_tag u ON u.status_id = recent.id AND u.is_listed = 1 JOIN tag t ON t.id = u.tag_id
WHERE NOT EXISTS (SELECT 1 FROM featured_tag f WHERE f.owner_id = :owner AND f.tag_id = u.tag_id)
GROUP BY t.name ORDER BY uses DESC, t.name LIMIT :count;
