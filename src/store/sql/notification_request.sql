-- Notification requests: whoever has notifications kept aside stands in one, as long as there are some. What is said of them
-- is counted and looked up when it is asked for.

-- set: notification_request_row
--   id notification_request_id, from_id account_id, waiting i64, newest_id notification_id, last_status_id status_id?

-- waiting: to so many.
-- name: notification_request_page :page notification_request_row
-- in:   owner account_id, max i64
SELECT r.id, r.from_id,
    (SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.owner_id = r.owner_id AND n.from_id = r.from_id
        AND n.is_filtered = 1 LIMIT :max) AS kept) AS waiting,
    coalesce((SELECT m.id FROM notification m WHERE m.owner_id = r.owner_id AND m.from_id = r.from_id AND m.is_filtered = 1
        ORDER BY m.id DESC LIMIT 1), 0) AS newest_id,
    (SELECT s.status_id FROM notification s WHERE s.owner_id = r.owner_id AND s.from_id = r.from_id AND s.is_filtered = 1
        AND s.status_id IS NOT NULL ORDER BY s.id DESC LIMIT 1) AS last_status_id
FROM notification_request r
WHERE r.owner_id = :owner AND EXISTS (SELECT 1 FROM notification e WHERE e.owner_id = r.owner_id AND e.from_id = r.from_id
    AND e.is_filtered = 1) AND {{page:r.id}};

-- name: notification_request_delete :exec
-- in:   owner account_id, from account_id
DELETE FROM notification_request WHERE owner_id = :owner AND from_id = :from;

-- name: notification_request_insert :exec
-- in:   owner account_id, from account_id, id notification_request_id
INSERT INTO notification_request (owner_id, from_id, id) VALUES (:owner, :from, :id) ON CONFLICT (owner_id, from_id) DO NOTHING;

-- The last of its notifications is gone.
-- name: notification_request_trim :exec
-- in:   owner account_id, from account_id
DELETE FROM notification_request WHERE owner_id = :owner AND from_id = :from
    AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.owner_id = :owner AND n.from_id = :from AND n.is_filtered = 1);

-- name: notification_request_trim_some :exec
-- in:   owner account_id, upto i64, count i64
DELETE FROM notification_request WHERE owner_id = :owner
    AND from_id IN (SELECT r.from_id FROM notification_request r WHERE r.owner_id = :owner AND r.id <= :upto
        AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.owner_id = r.owner_id AND n.from_id = r.from_id
            AND n.is_filtered = 1)
        ORDER BY r.id LIMIT :count);

-- Of one reaction: its status's author was told.
-- name: notification_request_trim_author :exec
-- in:   status status_id, from account_id
DELETE FROM notification_request WHERE from_id = :from AND owner_id = (SELECT s.owner_id FROM status s WHERE s.id = :status)
    AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.owner_id = notification_request.owner_id
        AND n.from_id = notification_request.from_id AND n.is_filtered = 1);

-- At most so many requests, and of each so many notifications.
-- name: notification_request_summary :one
-- in:   owner account_id, max i64
-- out:  requests i64, notifications i64
SELECT count(*) AS requests, CAST(coalesce(sum(w.waiting), 0) AS BIGINT) AS notifications FROM (
    SELECT (SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.owner_id = r.owner_id AND n.from_id = r.from_id
            AND n.is_filtered = 1 LIMIT :max) AS kept) AS waiting
    FROM notification_request r JOIN account a ON a.id = r.from_id AND a.state < 2
    WHERE r.owner_id = :owner ORDER BY r.id DESC LIMIT :max) AS w;
