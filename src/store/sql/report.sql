-- Reports to the moderators.

-- set: report_row
--   id report_id, owner_id account_id, target_id account_id, category i64, comment_box blob?, is_forwarded bool,
--   handled_ms i64?, handled_by_id account_id?, created_ms i64, assigned_to_id account_id?, updated_ms i64?
-- from: r

-- name: report_by_id :maybe report_row
-- in:   id report_id
SELECT {{report_row}} FROM report r WHERE r.id = :id;

-- name: report_page_open :page report_row
SELECT {{report_row}} FROM report r WHERE r.handled_ms IS NULL AND {{page:r.id}};

-- name: report_page_handled :page report_row
SELECT {{report_row}} FROM report r WHERE r.handled_ms IS NOT NULL AND {{page:r.id}};

-- name: report_page_owner :page report_row
-- in:   owner account_id, is_handled bool
SELECT {{report_row}} FROM report r WHERE r.owner_id = :owner
    AND CASE WHEN r.handled_ms IS NULL THEN 0 ELSE 1 END = :is_handled AND {{page:r.id}};

-- owner: 0 = anybody
-- name: report_page_target :page report_row
-- in:   target account_id, owner i64, is_handled bool
SELECT {{report_row}} FROM report r WHERE r.target_id = :target AND (:owner = 0 OR r.owner_id = :owner)
    AND CASE WHEN r.handled_ms IS NULL THEN 0 ELSE 1 END = :is_handled AND {{page:r.id}};

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
-- in:   id report_id, handled_ms i64?, handled_by account_id?, now_ms i64
UPDATE report SET handled_ms = :handled_ms, handled_by_id = :handled_by, updated_ms = :now_ms WHERE id = :id;

-- name: report_set_assigned :exec
-- in:   id report_id, assigned_to account_id?, now_ms i64
UPDATE report SET assigned_to_id = :assigned_to, updated_ms = :now_ms WHERE id = :id;

-- name: report_set_category :exec
-- in:   id report_id, category i64, now_ms i64
UPDATE report SET category = :category, updated_ms = :now_ms WHERE id = :id;

-- name: report_rule_insert :exec
-- in:   owner account_id, report report_id, rule i64
INSERT INTO report_rule (owner_id, report_id, rule_id) VALUES (:owner, :report, :rule)
ON CONFLICT (owner_id, report_id, rule_id) DO NOTHING;

-- name: report_rules_delete :exec
-- in:   owner account_id, report report_id
DELETE FROM report_rule WHERE owner_id = :owner AND report_id = :report;

-- name: report_rules :many
-- in:   owner account_id, report report_id
-- out:  rule_id i64
SELECT rule_id FROM report_rule WHERE owner_id = :owner AND report_id = :report ORDER BY rule_id LIMIT 50;

-- name: report_close_target :exec
-- in:   target account_id, handled_ms i64, handled_by account_id?
UPDATE report SET handled_ms = :handled_ms, handled_by_id = :handled_by, updated_ms = :handled_ms WHERE target_id = :target AND handled_ms IS NULL;

-- name: staff_accounts :many account_id_row
-- in:   least i64
SELECT u.owner_id AS account_id FROM local_user u WHERE u.role > 1 AND u.role >= :least AND u.state = 0
ORDER BY u.role, u.owner_id LIMIT 100;
