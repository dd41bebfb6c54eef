-- Accounts that want to be found, without whom the viewer (0: nobody) blocks or mutes, or who blocks it. The query is written
-- once for each index (listing: migration 0005).

-- set: listed_row
--   account_id account_id, domain text

-- name: directory_active :many listed_row
-- in:   viewer account_id, now_ms i64, count i64, skip i64
-- plan: scan it walks an index that holds listed accounts alone, in its order, and ends with the page
SELECT c.owner_id AS account_id, a.domain FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.listing > 0
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :viewer AND b.target_id = c.owner_id)
    AND NOT EXISTS (SELECT 1 FROM block e WHERE e.owner_id = c.owner_id AND e.target_id = :viewer)
    AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :viewer AND m.target_id = c.owner_id
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    AND NOT EXISTS (SELECT 1 FROM account_domain_block d WHERE d.owner_id = :viewer AND d.domain = a.domain)
ORDER BY c.last_status_ms DESC, c.owner_id DESC LIMIT :count OFFSET :skip;

-- name: directory_active_local :many listed_row
-- in:   viewer account_id, now_ms i64, count i64, skip i64
-- plan: scan it walks an index that holds listed accounts alone, in its order, and ends with the page
SELECT c.owner_id AS account_id, a.domain FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.listing = 2
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :viewer AND b.target_id = c.owner_id)
    AND NOT EXISTS (SELECT 1 FROM block e WHERE e.owner_id = c.owner_id AND e.target_id = :viewer)
    AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :viewer AND m.target_id = c.owner_id
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    AND NOT EXISTS (SELECT 1 FROM account_domain_block d WHERE d.owner_id = :viewer AND d.domain = a.domain)
ORDER BY c.last_status_ms DESC, c.owner_id DESC LIMIT :count OFFSET :skip;

-- name: directory_new :many listed_row
-- in:   viewer account_id, now_ms i64, count i64, skip i64
-- plan: scan it walks an index that holds listed accounts alone, in its order, and ends with the page
SELECT c.owner_id AS account_id, a.domain FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.listing > 0
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :viewer AND b.target_id = c.owner_id)
    AND NOT EXISTS (SELECT 1 FROM block e WHERE e.owner_id = c.owner_id AND e.target_id = :viewer)
    AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :viewer AND m.target_id = c.owner_id
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    AND NOT EXISTS (SELECT 1 FROM account_domain_block d WHERE d.owner_id = :viewer AND d.domain = a.domain)
ORDER BY c.owner_id DESC LIMIT :count OFFSET :skip;

-- name: directory_new_local :many listed_row
-- in:   viewer account_id, now_ms i64, count i64, skip i64
-- plan: scan it walks an index that holds listed accounts alone, in its order, and ends with the page
SELECT c.owner_id AS account_id, a.domain FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.listing = 2
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :viewer AND b.target_id = c.owner_id)
    AND NOT EXISTS (SELECT 1 FROM block e WHERE e.owner_id = c.owner_id AND e.target_id = :viewer)
    AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :viewer AND m.target_id = c.owner_id
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    AND NOT EXISTS (SELECT 1 FROM account_domain_block d WHERE d.owner_id = :viewer AND d.domain = a.domain)
ORDER BY c.owner_id DESC LIMIT :count OFFSET :skip;
