-- Whom accounts do not want to be suggested again.

-- name: suggestion_refusal_insert :exec
-- in:   owner account_id, target account_id
INSERT INTO suggestion_refusal (owner_id, target_id) VALUES (:owner, :target) ON CONFLICT (owner_id, target_id) DO NOTHING;

-- name: suggestion_refusals_by_ids :many account_id_row
-- in:   owner account_id, ids account_id[40]
SELECT target_id AS account_id FROM suggestion_refusal WHERE owner_id = :owner AND target_id IN (:ids) LIMIT 40;

-- Whom an account followed last and shows: what others are suggested from.
-- name: suggestion_following :many account_id_row
-- in:   owner account_id, count i64
SELECT f.target_id AS account_id FROM following f JOIN account a ON a.id = f.owner_id AND a.hides_collections = 0 AND a.state <= 1
WHERE f.owner_id = :owner ORDER BY f.id DESC LIMIT :count;

-- name: suggestion_circle :many account_id_row
-- in:   owner account_id, count i64
SELECT target_id AS account_id FROM following WHERE owner_id = :owner ORDER BY id DESC LIMIT :count;
