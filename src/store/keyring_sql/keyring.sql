-- The keyring's own file; see store/keyring.h.

-- name: keyring_account :maybe
-- in:   account account_id
-- out:  box blob
SELECT box FROM account_wrap WHERE account_id = :account;

-- name: keyring_object :maybe
-- in:   account account_id, object i64
-- out:  box blob
SELECT box FROM object_wrap WHERE account_id = :account AND object_id = :object;

-- Two who make the same account's first key at once must not fail each other's batch: the first one stays.
-- name: keyring_insert_account :exec
-- in:   account account_id, box blob, created_ms i64
INSERT INTO account_wrap (account_id, box, created_ms) VALUES (:account, :box, :created_ms)
ON CONFLICT (account_id) DO NOTHING;

-- A key whose main.db commit failed is an orphan; the same object may be written again with another key.
-- name: keyring_insert_object :exec
-- in:   account account_id, object i64, box blob, created_ms i64
INSERT INTO object_wrap (account_id, object_id, box, created_ms) VALUES (:account, :object, :box, :created_ms)
ON CONFLICT (account_id, object_id) DO UPDATE SET box = excluded.box, created_ms = excluded.created_ms;

-- name: keyring_delete_object :exec
-- in:   account account_id, object i64
DELETE FROM object_wrap WHERE account_id = :account AND object_id = :object;

-- name: keyring_delete_owned :exec
-- in:   account account_id, count i64
DELETE FROM object_wrap WHERE (account_id, object_id) IN
    (SELECT account_id, object_id FROM object_wrap WHERE account_id = :account LIMIT :count);

-- name: keyring_delete_account :exec
-- in:   account account_id
DELETE FROM account_wrap WHERE account_id = :account;

-- name: keyring_objects_after :many
-- in:   after_ms i64, account account_id, object i64, before_ms i64, count i64
-- out:  created_ms i64, account_id account_id, object_id i64
SELECT created_ms, account_id, object_id FROM object_wrap
WHERE (created_ms, account_id, object_id) > (:after_ms, :account, :object) AND created_ms < :before_ms
ORDER BY created_ms, account_id, object_id LIMIT :count;

-- name: keyring_insert_journal :exec
-- in:   hash blob, kind i64, erased_ms i64
INSERT INTO journal (hash, kind, erased_ms) VALUES (:hash, :kind, :erased_ms) ON CONFLICT (hash) DO NOTHING;

-- name: keyring_delete_journal :exec
-- in:   hash blob
DELETE FROM journal WHERE hash = :hash;

-- name: keyring_journal_after :many
-- in:   after_ms i64, after_hash blob, before_ms i64, count i64
-- out:  hash blob, kind i64, erased_ms i64
SELECT hash, kind, erased_ms FROM journal
WHERE (erased_ms, hash) > (:after_ms, :after_hash) AND erased_ms < :before_ms
ORDER BY erased_ms, hash LIMIT :count;

-- name: keyring_journal_find :maybe
-- in:   hash blob
-- out:  erased_ms i64
SELECT erased_ms FROM journal WHERE hash = :hash;
