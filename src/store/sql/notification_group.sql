-- Notification groups: notifications that are shown as one. A group stands where its newest member stood, also when that
-- one is gone; one that lost its last member stays until its status or its owner goes, and is not shown.

-- set: notification_group_row
--   owner_id account_id, id notification_id, kind i64, status_id status_id?, newest_id notification_id, told_count i64
-- from: g

-- name: notification_group_get :maybe notification_group_row
-- in:   owner account_id, id notification_id
SELECT {{notification_group_row}} FROM notification_group g WHERE g.owner_id = :owner AND g.id = :id;

-- The last one up to an id.
-- name: notification_group_of_status :maybe notification_group_row
-- in:   owner account_id, kind i64, status status_id, upto notification_id
SELECT {{notification_group_row}} FROM notification_group g
WHERE g.status_id = :status AND g.kind = :kind AND g.owner_id = :owner AND g.id <= :upto ORDER BY g.id DESC LIMIT 1;

-- name: notification_group_of_kind :maybe notification_group_row
-- in:   owner account_id, kind i64, upto notification_id
SELECT {{notification_group_row}} FROM notification_group g
WHERE g.owner_id = :owner AND g.kind = :kind AND g.newest_id <= :upto ORDER BY g.newest_id DESC LIMIT 1;

-- name: notification_group_insert :exec
-- in:   owner account_id, id notification_id, kind i64, status status_id?
INSERT INTO notification_group (owner_id, id, kind, status_id, newest_id, told_count)
VALUES (:owner, :id, :kind, :status, :id, 1);

-- name: notification_group_add :exec
-- in:   owner account_id, id notification_id, member notification_id
UPDATE notification_group SET newest_id = CASE WHEN newest_id < :member THEN :member ELSE newest_id END,
    told_count = told_count + 1 WHERE owner_id = :owner AND id = :id;

-- name: notification_group_page :page notification_group_row
-- in:   owner account_id, kind i64
SELECT {{notification_group_row}} FROM notification_group g
WHERE g.owner_id = :owner AND g.kind = :kind
    AND EXISTS (SELECT 1 FROM notification n WHERE n.owner_id = g.owner_id AND n.group_id = g.id) AND {{page:g.newest_id}};

-- name: notification_group_unread :count
-- in:   owner account_id, kind i64, above i64, max i64
SELECT count(*) FROM (SELECT 1 FROM notification_group g WHERE g.owner_id = :owner AND g.kind = :kind AND g.newest_id > :above
    AND EXISTS (SELECT 1 FROM notification n WHERE n.owner_id = g.owner_id AND n.group_id = g.id AND n.id > :above)
    LIMIT :max) AS newer;

-- The newest eight of each. CROSS JOIN: SQLite would begin with all notifications of the owner.
-- name: notification_group_members :many
-- in:   owner account_id, groups notification_id[80]
-- out:  group_id notification_id, id notification_id, from_id account_id
SELECT g.id AS group_id, n.id, n.from_id
FROM notification_group g CROSS JOIN notification n
WHERE g.owner_id = :owner AND g.id IN (:groups) AND n.owner_id = g.owner_id AND n.group_id = g.id
    AND n.id >= coalesce((SELECT m.id FROM notification m WHERE m.owner_id = g.owner_id AND m.group_id = g.id
        ORDER BY m.id DESC LIMIT 1 OFFSET 7), 0)
ORDER BY n.id DESC LIMIT 640;

-- name: notification_group_counts :many
-- in:   owner account_id, groups notification_id[80], max i64
-- out:  id notification_id, count i64, told_count i64
SELECT g.id, (SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.owner_id = g.owner_id AND n.group_id = g.id
        LIMIT :max) AS members) AS count, g.told_count
FROM notification_group g WHERE g.owner_id = :owner AND g.id IN (:groups) LIMIT 80;

-- name: notification_member_page :page notification_row
-- in:   owner account_id, group notification_id
SELECT {{notification_row}} FROM notification k CROSS JOIN notification n
WHERE k.owner_id = :owner AND k.group_id = :group AND n.owner_id = k.owner_id AND n.id = k.id AND {{page:k.id}};

-- name: notification_member_delete :exec
-- in:   owner account_id, group notification_id, upto i64, count i64
DELETE FROM notification WHERE owner_id = :owner
    AND id IN (SELECT n.id FROM notification n WHERE n.owner_id = :owner AND n.group_id = :group AND n.id <= :upto
        ORDER BY n.id LIMIT :count);

-- name: notification_group_delete_upto :exec
-- in:   owner account_id, upto i64, count i64
DELETE FROM notification_group WHERE owner_id = :owner
    AND id IN (SELECT g.id FROM notification_group g WHERE g.owner_id = :owner AND g.newest_id <= :upto
        ORDER BY g.id LIMIT :count);
