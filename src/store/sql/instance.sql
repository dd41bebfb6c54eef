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

-- name: instance_count_weeks :many
-- in:   kind i64, since_day i64
-- out:  day i64, value i64
SELECT day, CAST(sum(value) AS BIGINT) AS value FROM instance_count WHERE kind = :kind AND day >= :since_day
GROUP BY day ORDER BY day LIMIT 100;

-- name: instance_count_forget :exec
-- in:   before_day i64, count i64
DELETE FROM instance_count WHERE (kind, day, slot) IN (SELECT c.kind, c.day, c.slot FROM instance_count c
    WHERE c.kind IN (5, 6, 7) AND c.day < :before_day LIMIT :count);

-- set: host_name_row
--   name text

-- name: instance_host_search :many host_name_row
-- in:   prefix text, end text, count i64
SELECT name FROM host WHERE name >= :prefix AND name < :end ORDER BY name LIMIT :count;

-- name: instance_host_names :many host_name_row
-- in:   after text, count i64
SELECT name FROM host WHERE name > :after ORDER BY name LIMIT :count;
