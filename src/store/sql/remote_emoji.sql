-- Custom emoji of other servers, and what shows them.

-- name: remote_emoji_upsert :one
-- in:   id custom_emoji_id, owner account_id, shortcode text, url text, updated_ms i64, seen_ms i64
-- out:  id custom_emoji_id
INSERT INTO remote_emoji (id, host_id, shortcode, url, updated_ms, seen_ms)
SELECT :id, a.host_id, :shortcode, :url, :updated_ms, :seen_ms FROM account a WHERE a.id = :owner AND a.host_id IS NOT NULL
ON CONFLICT (host_id, shortcode) DO UPDATE SET
    url = CASE WHEN excluded.updated_ms >= remote_emoji.updated_ms THEN excluded.url ELSE remote_emoji.url END,
    updated_ms = CASE WHEN excluded.updated_ms >= remote_emoji.updated_ms THEN excluded.updated_ms
        ELSE remote_emoji.updated_ms END,
    seen_ms = excluded.seen_ms
RETURNING id;

-- name: status_emoji_insert :exec
-- in:   status status_id, emoji custom_emoji_id, owner account_id
INSERT INTO status_emoji (status_id, emoji_id, owner_id) VALUES (:status, :emoji, :owner)
ON CONFLICT (status_id, emoji_id) DO NOTHING;

-- name: status_emojis_count :count
-- in:   status status_id
SELECT count(*) FROM status_emoji WHERE status_id = :status;

-- name: status_emojis_by_ids :many
-- in:   ids status_id[40]
-- out:  status_id status_id, id custom_emoji_id, shortcode text, url text, updated_ms i64
SELECT s.status_id, e.id, e.shortcode, e.url, e.updated_ms FROM status_emoji s JOIN remote_emoji e ON e.id = s.emoji_id
WHERE s.status_id IN (:ids) ORDER BY s.status_id, e.shortcode LIMIT 8000;

-- name: account_emoji_insert :exec
-- in:   owner account_id, emoji custom_emoji_id
INSERT INTO account_emoji (owner_id, emoji_id) VALUES (:owner, :emoji) ON CONFLICT (owner_id, emoji_id) DO NOTHING;

-- name: account_emojis_clear :exec
-- in:   owner account_id
DELETE FROM account_emoji WHERE owner_id = :owner;

-- name: account_emojis_by_ids :many
-- in:   ids account_id[40]
-- out:  owner_id account_id, id custom_emoji_id, shortcode text, url text, updated_ms i64
SELECT s.owner_id, e.id, e.shortcode, e.url, e.updated_ms FROM account_emoji s JOIN remote_emoji e ON e.id = s.emoji_id
WHERE s.owner_id IN (:ids) ORDER BY s.owner_id, e.shortcode LIMIT 4000;

-- name: remote_emojis_by_host :many
-- in:   host host_id, count i64
-- out:  id custom_emoji_id
SELECT id FROM remote_emoji WHERE host_id = :host ORDER BY shortcode LIMIT :count;

-- name: status_emoji_forget :exec
-- in:   emoji custom_emoji_id, count i64
DELETE FROM status_emoji WHERE (status_id, emoji_id) IN
    (SELECT s.status_id, s.emoji_id FROM status_emoji s WHERE s.emoji_id = :emoji LIMIT :count);

-- name: account_emoji_forget :exec
-- in:   emoji custom_emoji_id, count i64
DELETE FROM account_emoji WHERE (owner_id, emoji_id) IN
    (SELECT s.owner_id, s.emoji_id FROM account_emoji s WHERE s.emoji_id = :emoji LIMIT :count);

-- name: remote_emoji_delete :exec
-- in:   id custom_emoji_id
DELETE FROM remote_emoji WHERE id = :id;

-- A page of all of them, and whether something shows them.
-- name: remote_emojis_after :many
-- in:   after custom_emoji_id, count i64
-- out:  id custom_emoji_id, seen_ms i64, is_shown bool
SELECT e.id, e.seen_ms,
    CASE WHEN EXISTS (SELECT 1 FROM status_emoji s WHERE s.emoji_id = e.id)
        OR EXISTS (SELECT 1 FROM account_emoji b WHERE b.emoji_id = e.id) THEN 1 ELSE 0 END AS is_shown
FROM remote_emoji e WHERE e.id > :after ORDER BY e.id LIMIT :count;

-- name: remote_emoji_delete_unshown :exec
-- in:   id custom_emoji_id, before_ms i64
DELETE FROM remote_emoji WHERE id = :id AND seen_ms < :before_ms
    AND NOT EXISTS (SELECT 1 FROM status_emoji s WHERE s.emoji_id = :id)
    AND NOT EXISTS (SELECT 1 FROM account_emoji b WHERE b.emoji_id = :id);
