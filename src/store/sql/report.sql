-- Reports to the moderators.

-- set: report_row
--   id report_id, owner_id account_id, target_id account_id, category i64, comment_box blob?, is_forwarded bool,
--   handled_ms i64?, handled_by_id account_id?, created_ms i64
-- from: r

-- name: report_by_id :maybe report_row
-- in:   id report_id
SELECT {{report_row}} FROM report r WHERE r.id = :id;

-- name: report_page :many report_row
-- in:   above i64, below i64, count i64
SELECT {{report_row}} FROM report r WHERE r.id > :above AND r.id < :below ORDER BY r.id DESC LIMIT :count;

-- name: report_page_open :many report_row
-- in:   above i64, below i64, count i64
SELECT {{report_row}} FROM report r WHERE r.handled_ms IS NULL AND r.id > :above AND r.id < :below
ORDER BY r.id DESC LIMIT :count;

-- name: report_insert :exec
-- in:   id report_id, owner account_id, target account_id, category i64, comment_box blob?, is_forwarded bool,
--       created_ms i64
INSERT INTO report (id, owner_id, target_id, category, comment_box, is_forwarded, handled_ms, handled_by_id, created_ms)
VALUES (:id, :owner, :target, :category, :comment_box, :is_forwarded, NULL, NULL, :created_ms);

-- name: report_status_insert :exec
-- in:   owner account_id, report report_id, status status_id
INSERT INTO report_status (owner_id, report_id, status_id) VALUES (:owner, :report, :status)
ON CONFLICT (owner_id, report_id, status_id) DO NOTHING;

-- name: report_statuses :many
-- in:   report report_id
-- out:  status_id status_id
SELECT status_id FROM report_status WHERE report_id = :report ORDER BY status_id LIMIT 40;

-- name: report_set_handled :exec
-- in:   id report_id, handled_ms i64?, handled_by account_id?
UPDATE report SET handled_ms = :handled_ms, handled_by_id = :handled_by WHERE id = :id;

-- name: report_close_target :exec
-- in:   target account_id, handled_ms i64, handled_by account_id?
UPDATE report SET handled_ms = :handled_ms, handled_by_id = :handled_by WHERE target_id = :target AND handled_ms IS NULL;

-- name: staff_accounts :many account_id_row
-- in:   least i64
SELECT u.owner_id AS account_id FROM local_user u WHERE u.role > 1 AND u.role >= :least AND u.state = 0
ORDER BY u.role, u.owner_id LIMIT 100;
