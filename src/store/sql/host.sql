-- Other servers: hosts, inboxes, actors, and what came from them.

-- set: host_row
--   id host_id, name text, failing_since_ms i64?, parked_until_ms i64?, seen_ms i64

-- set: remote_actor_row
--   owner_id account_id, host_id host_id, inbox_id inbox_id, shared_inbox_id inbox_id?, followers_uri text?,
--   outbox_uri text?, featured_uri text?, key_uri text?, public_key blob?, fetched_ms i64

-- name: host_by_name :maybe host_row
-- in:   name text
SELECT {{host_row}} FROM host WHERE name = :name;

-- name: host_upsert :one
-- in:   id host_id, name text, seen_ms i64
-- out:  id host_id
INSERT INTO host (id, name, failing_since_ms, parked_until_ms, seen_ms) VALUES (:id, :name, NULL, NULL, :seen_ms)
ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id;

-- name: host_mark_failed :exec
-- in:   id host_id, now_ms i64, parked_until_ms i64?
UPDATE host SET failing_since_ms = coalesce(failing_since_ms, :now_ms), parked_until_ms = :parked_until_ms WHERE id = :id;

-- name: host_mark_alive :exec
-- in:   id host_id, seen_ms i64
UPDATE host SET failing_since_ms = NULL, parked_until_ms = NULL, seen_ms = :seen_ms WHERE id = :id;

-- name: delivery_hasten :exec
-- in:   host host_id, now_ms i64
UPDATE delivery SET next_ms = :now_ms
WHERE inbox_id IN (SELECT i.id FROM inbox i WHERE i.host_id = :host) AND next_ms > :now_ms;

-- name: inbox_upsert :one
-- in:   id inbox_id, host host_id, url text
-- out:  id inbox_id
INSERT INTO inbox (id, host_id, url) VALUES (:id, :host, :url)
ON CONFLICT (url) DO UPDATE SET url = excluded.url RETURNING id;

-- name: remote_actor_by_owner :maybe remote_actor_row
-- in:   owner account_id
SELECT {{remote_actor_row}} FROM remote_actor WHERE owner_id = :owner;

-- name: remote_actor_by_key :maybe remote_actor_row
-- in:   key_uri text
SELECT {{remote_actor_row}} FROM remote_actor WHERE key_uri = :key_uri ORDER BY owner_id LIMIT 1;

-- name: remote_actor_upsert :exec
-- in:   owner account_id, host host_id, inbox inbox_id, shared_inbox inbox_id?, followers_uri text?, outbox_uri text?,
--       featured_uri text?, key_uri text?, public_key blob?, fetched_ms i64
INSERT INTO remote_actor (owner_id, host_id, inbox_id, shared_inbox_id, followers_uri, outbox_uri, featured_uri, key_uri,
    public_key, fetched_ms)
VALUES (:owner, :host, :inbox, :shared_inbox, :followers_uri, :outbox_uri, :featured_uri, :key_uri, :public_key,
    :fetched_ms)
ON CONFLICT (owner_id) DO UPDATE SET host_id = excluded.host_id, inbox_id = excluded.inbox_id,
    shared_inbox_id = excluded.shared_inbox_id, followers_uri = excluded.followers_uri,
    outbox_uri = excluded.outbox_uri, featured_uri = excluded.featured_uri, key_uri = excluded.key_uri,
    public_key = excluded.public_key, fetched_ms = excluded.fetched_ms;

-- The local accounts somebody elsewhere follows.
-- name: remote_actor_followed :many
-- in:   owner account_id, after account_id, count i64
-- out:  target_id account_id
SELECT f.target_id FROM following f JOIN account a ON a.id = f.target_id
WHERE f.owner_id = :owner AND f.target_id > :after AND a.host_id IS NULL ORDER BY f.target_id LIMIT :count;

-- name: ingest_insert :exec
-- in:   id i64, owner account_id?, recipient account_id?, body_box blob, received_ms i64
INSERT INTO ingest (id, owner_id, recipient_id, body_box, received_ms)
VALUES (:id, :owner, :recipient, :body_box, :received_ms);

-- name: ingest_by_id :maybe
-- in:   id i64
-- out:  owner_id account_id?, recipient_id account_id?, body_box blob, received_ms i64
SELECT owner_id, recipient_id, body_box, received_ms FROM ingest WHERE id = :id;

-- name: ingest_delete :exec
-- in:   id i64
DELETE FROM ingest WHERE id = :id;

-- name: seen_activity_insert :exec
-- in:   hash blob, seen_ms i64
INSERT INTO seen_activity (hash, seen_ms) VALUES (:hash, :seen_ms) ON CONFLICT (hash) DO NOTHING;

-- name: seen_activity_find :maybe
-- in:   hash blob
-- out:  seen_ms i64
SELECT seen_ms FROM seen_activity WHERE hash = :hash;

-- name: seen_activity_sweep :exec
-- in:   before_ms i64, count i64
DELETE FROM seen_activity WHERE hash IN
    (SELECT hash FROM seen_activity WHERE seen_ms < :before_ms ORDER BY seen_ms LIMIT :count);

-- name: hosts_after :many host_row
-- in:   after host_id, count i64
SELECT {{host_row}} FROM host WHERE id > :after ORDER BY id LIMIT :count;

-- name: host_accounts :many account_id_row
-- in:   host host_id, after account_id, count i64
SELECT id AS account_id FROM account WHERE host_id = :host AND id > :after ORDER BY id LIMIT :count;
