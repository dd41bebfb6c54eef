-- Tombstones: keyed hashes of what is gone.

-- name: tombstone_find :maybe
-- in:   hash blob
-- out:  erased_ms i64
SELECT erased_ms FROM tombstone WHERE hash = :hash;

-- name: tombstone_insert :exec
-- in:   hash blob, kind i64, erased_ms i64
INSERT INTO tombstone (hash, kind, erased_ms) VALUES (:hash, :kind, :erased_ms) ON CONFLICT (hash) DO NOTHING;
