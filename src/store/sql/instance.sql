-- What the instance says of itself as a whole.

-- name: instance_count_sum :count
-- in:   kind i64, since_day i64
SELECT CAST(coalesce(sum(value), 0) AS BIGINT) FROM instance_count WHERE kind = :kind AND day >= :since_day;

-- name: instance_count_add :exec
-- in:   kind i64, slot i64, change i64
INSERT INTO instance_count (kind, day, slot, value) VALUES (:kind, 0, :slot, :change)
ON CONFLICT (kind, day, slot) DO UPDATE SET value = instance_count.value + excluded.value;

-- What is another server's, or went out of the totals when its erasure began, is not counted.
-- name: instance_count_add_of :exec
-- in:   account account_id, kind i64, day i64, slot i64, change i64
INSERT INTO instance_count (kind, day, slot, value)
SELECT :kind, :day, :slot, :change FROM account a WHERE a.id = :account AND a.host_id IS NULL AND a.state <> 3
ON CONFLICT (kind, day, slot) DO UPDATE SET value = instance_count.value + excluded.value;

-- name: instance_host_names :many
-- in:   after text, count i64
-- out:  name text
SELECT name FROM host WHERE name > :after ORDER BY name LIMIT :count;
