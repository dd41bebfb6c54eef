-- Idempotency keys of posted statuses; swept after an hour.

-- name: idempotency_find :maybe
-- in:   owner account_id, hash blob, since_ms i64
-- out:  status_id status_id
SELECT status_id FROM idempotency WHERE owner_id = :owner AND hash = :hash AND created_ms > :since_ms;

-- Takes the place of one that is too old; changes nothing when it is not.
-- name: idempotency_put :exec
-- in:   owner account_id, hash blob, status status_id, now_ms i64, since_ms i64
INSERT INTO idempotency (owner_id, hash, status_id, created_ms) VALUES (:owner, :hash, :status, :now_ms)
ON CONFLICT (owner_id, hash) DO UPDATE SET status_id = excluded.status_id, created_ms = excluded.created_ms
WHERE idempotency.created_ms <= :since_ms;
