-- What a page's team did. owner_id is the page.

-- set: page_log_row
--   id page_log_id, owner_id account_id, kind i64, actor_id account_id?, target_id account_id?, status_id status_id?, detail i64
-- from: l

-- name: page_log_insert :exec
-- in:   id page_log_id, owner account_id, kind i64, actor account_id?, target account_id?, status status_id?, detail i64
INSERT INTO page_log (id, owner_id, kind, actor_id, target_id, status_id, detail)
VALUES (:id, :owner, :kind, :actor, :target, :status, :detail);

-- name: page_log_page :page page_log_row
-- in:   owner account_id
SELECT {{page_log_row}} FROM page_log l WHERE l.owner_id = :owner AND {{page:l.id}};

-- name: page_log_sweep :exec
-- in:   before page_log_id, count i64
DELETE FROM page_log WHERE id IN (SELECT l.id FROM page_log l WHERE l.id < :before ORDER BY l.id LIMIT :count);
