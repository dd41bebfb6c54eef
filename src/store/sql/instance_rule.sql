-- The rules of the instance.

-- set: instance_rule_row
--   id i64, text text, hint text

-- name: instance_rules :many instance_rule_row
-- plan: scan fifty rows at most
SELECT {{instance_rule_row}} FROM instance_rule ORDER BY id LIMIT 100;

-- name: instance_rule_insert :exec
-- in:   id i64, text text, hint text
INSERT INTO instance_rule (id, text, hint) VALUES (:id, :text, :hint);

-- name: instance_rule_update :exec
-- in:   id i64, text text, hint text
UPDATE instance_rule SET text = :text, hint = :hint WHERE id = :id;

-- name: instance_rule_delete :exec
-- in:   id i64
DELETE FROM instance_rule WHERE id = :id;
