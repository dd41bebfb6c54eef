-- What leaves this server: memberships, recipients, fan-outs, deliveries. An open span ends at the greatest number.

-- set: fanout_row
--   owner_id account_id, seq i64, kind i64, object_id i64, reach i64, cursor_inbox inbox_id, created_ms i64

-- set: outbound_inbox_row
--   id inbox_id, host_id host_id, url text, name text, parked_until_ms i64?,
--   failing_since_ms i64?, is_behind bool

-- name: fanout_insert :exec
-- in:   owner account_id, seq i64, kind i64, object i64, reach i64, created_ms i64
INSERT INTO fanout (owner_id, seq, kind, object_id, reach, cursor_inbox, created_ms)
VALUES (:owner, :seq, :kind, :object, :reach, 0, :created_ms);

-- name: fanout_reaches :maybe
-- in:   owner account_id, object i64, seq i64, reach i64
-- out:  inbox_id inbox_id
SELECT m.inbox_id FROM membership m WHERE m.owner_id = :owner AND m.from_seq <= :seq AND m.to_seq > :reach
UNION ALL
SELECT r.inbox_id FROM recipient r WHERE r.owner_id = :owner AND r.object_id = :object
LIMIT 1;

-- name: fanout_pending :many fanout_row
-- in:   count i64
SELECT {{fanout_row}} FROM fanout WHERE created_ms >= 0 ORDER BY created_ms, owner_id, seq LIMIT :count;

-- Both halves are cut to a page before they meet, so that a page costs the same at any depth.
-- name: fanout_inboxes :many outbound_inbox_row
-- in:   owner account_id, object i64, seq i64, reach i64, kind i64, after inbox_id, count i64
SELECT i.id, i.host_id, i.url, h.name, h.parked_until_ms, h.failing_since_ms,
    (CASE WHEN EXISTS (SELECT 1 FROM delivery e WHERE e.owner_id = :owner AND e.object_id = :object
        AND e.kind < :kind AND e.inbox_id = i.id) THEN 1 ELSE 0 END) AS is_behind
FROM (SELECT inbox_id FROM (SELECT DISTINCT m.inbox_id FROM membership m
          WHERE m.owner_id = :owner AND m.inbox_id > :after AND m.from_seq <= :seq AND m.to_seq > :reach
          ORDER BY m.inbox_id LIMIT :count) AS members
      UNION
      SELECT inbox_id FROM (SELECT r.inbox_id FROM recipient r
          WHERE r.owner_id = :owner AND r.object_id = :object AND r.inbox_id > :after
          ORDER BY r.inbox_id LIMIT :count) AS recipients) AS reached
JOIN inbox i ON i.id = reached.inbox_id JOIN host h ON h.id = i.host_id
ORDER BY i.id LIMIT :count;

-- name: fanout_advance :exec
-- in:   owner account_id, seq i64, cursor inbox_id
UPDATE fanout SET cursor_inbox = :cursor WHERE owner_id = :owner AND seq = :seq AND cursor_inbox < :cursor;

-- name: fanout_delete :exec
-- in:   owner account_id, seq i64
DELETE FROM fanout WHERE owner_id = :owner AND seq = :seq;

-- Kinds from low to high; an object of 0 is every object.
-- name: fanout_cancel :exec
-- in:   owner account_id, object i64, low i64, high i64
DELETE FROM fanout WHERE owner_id = :owner AND (object_id = :object OR :object = 0)
    AND kind >= :low AND kind <= :high;

-- name: delivery_cancel :exec
-- in:   owner account_id, object i64, low i64, high i64
DELETE FROM delivery WHERE owner_id = :owner AND (object_id = :object OR :object = 0)
    AND kind >= :low AND kind <= :high;

-- name: delivery_upsert :exec
-- in:   owner account_id, object i64, kind i64, inbox inbox_id, target account_id?, uri text?, attempts i64,
--       next_ms i64, created_ms i64
INSERT INTO delivery (owner_id, object_id, kind, inbox_id, target_id, uri, attempts, next_ms, created_ms)
VALUES (:owner, :object, :kind, :inbox, :target, :uri, :attempts, :next_ms, :created_ms)
ON CONFLICT (owner_id, object_id, kind, inbox_id) DO UPDATE SET target_id = excluded.target_id, uri = excluded.uri,
    attempts = excluded.attempts, next_ms = excluded.next_ms, created_ms = excluded.created_ms;

-- name: delivery_due :many
-- in:   now_ms i64, passed host_id[16], count i64
-- out:  owner_id account_id, object_id i64, kind i64, inbox_id inbox_id, target_id account_id?, uri text?,
--       attempts i64, next_ms i64, created_ms i64, host_id host_id, url text, name text, parked_until_ms i64?,
--   failing_since_ms i64?
SELECT d.owner_id, d.object_id, d.kind, d.inbox_id, d.target_id, d.uri, d.attempts, d.next_ms, d.created_ms,
    i.host_id, i.url, h.name, h.parked_until_ms, h.failing_since_ms
FROM delivery d JOIN inbox i ON i.id = d.inbox_id JOIN host h ON h.id = i.host_id
WHERE d.next_ms <= :now_ms AND i.host_id NOT IN (:passed) AND NOT EXISTS (SELECT 1 FROM delivery e
    WHERE e.owner_id = d.owner_id AND e.object_id = d.object_id AND e.kind < d.kind AND e.inbox_id = d.inbox_id)
ORDER BY d.next_ms LIMIT :count;

-- The newer of two stays.
-- name: delivery_keep :exec
-- in:   owner account_id, object i64, kind i64, inbox inbox_id, target account_id?, uri text?, attempts i64,
--       next_ms i64, created_ms i64
INSERT INTO delivery (owner_id, object_id, kind, inbox_id, target_id, uri, attempts, next_ms, created_ms)
VALUES (:owner, :object, :kind, :inbox, :target, :uri, :attempts, :next_ms, :created_ms)
ON CONFLICT (owner_id, object_id, kind, inbox_id) DO UPDATE SET target_id = excluded.target_id, uri = excluded.uri,
    attempts = excluded.attempts, next_ms = excluded.next_ms, created_ms = excluded.created_ms
WHERE delivery.created_ms <= excluded.created_ms;

-- One that took the row meanwhile was created at another time.
-- name: delivery_delete :exec
-- in:   owner account_id, object i64, kind i64, inbox inbox_id, created_ms i64
DELETE FROM delivery WHERE owner_id = :owner AND object_id = :object AND kind = :kind AND inbox_id = :inbox
    AND created_ms = :created_ms;

-- name: delivery_next :maybe
-- in:   after_ms i64
-- out:  next_ms i64
SELECT d.next_ms FROM delivery d
WHERE d.next_ms > :after_ms AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.owner_id = d.owner_id
    AND e.object_id = d.object_id AND e.kind < d.kind AND e.inbox_id = d.inbox_id)
ORDER BY d.next_ms LIMIT 1;

-- name: membership_join :exec
-- in:   owner account_id, inbox inbox_id
UPDATE membership SET follower_count = follower_count + 1
WHERE owner_id = :owner AND inbox_id = :inbox AND to_seq = 9223372036854775807;

-- name: membership_open :exec
-- in:   owner account_id, inbox inbox_id
INSERT INTO membership (owner_id, inbox_id, from_seq, to_seq, follower_count)
SELECT c.owner_id, :inbox, c.fanout_seq + 1, 9223372036854775807, 1 FROM account_count c WHERE c.owner_id = :owner;

-- name: membership_part :exec
-- in:   owner account_id, inbox inbox_id
UPDATE membership SET follower_count = follower_count - 1
WHERE owner_id = :owner AND inbox_id = :inbox AND to_seq = 9223372036854775807 AND follower_count > 1;

-- A span that saw nothing leaves no row.
-- name: membership_drop_empty :exec
-- in:   owner account_id, inbox inbox_id
DELETE FROM membership WHERE owner_id = :owner AND inbox_id = :inbox AND to_seq = 9223372036854775807
    AND from_seq > (SELECT c.fanout_seq FROM account_count c WHERE c.owner_id = :owner);

-- name: membership_close :exec
-- in:   owner account_id, inbox inbox_id
UPDATE membership SET follower_count = 0,
    to_seq = (SELECT c.fanout_seq + 1 FROM account_count c WHERE c.owner_id = :owner)
WHERE owner_id = :owner AND inbox_id = :inbox AND to_seq = 9223372036854775807;

-- name: recipient_insert :exec
-- in:   owner account_id, object i64, inbox inbox_id
INSERT INTO recipient (owner_id, object_id, inbox_id) VALUES (:owner, :object, :inbox)
ON CONFLICT (owner_id, object_id, inbox_id) DO NOTHING;

-- name: inbox_of_account :maybe
-- in:   account account_id
-- out:  inbox_id inbox_id
SELECT coalesce(shared_inbox_id, inbox_id) AS inbox_id FROM remote_actor WHERE owner_id = :account;
