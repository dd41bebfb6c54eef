-- Figures of pages. owner_id is the page; host_id 0 where it is about no server, or about this one.

-- Of a local page, else nothing.
-- name: page_figure_add :exec
-- in:   owner account_id, day i64, kind i64
INSERT INTO page_figure (owner_id, day, kind, host_id, value)
SELECT a.id, :day, :kind, 0, 1 FROM account a WHERE a.id = :owner AND a.kind = 1 AND a.domain = ''
ON CONFLICT (owner_id, day, kind, host_id) DO UPDATE SET value = page_figure.value + 1;

-- Of whoever wrote the status, when that is a local page and somebody else than who did it.
-- name: page_figure_add_about :exec
-- in:   status status_id, by account_id, day i64, kind i64
INSERT INTO page_figure (owner_id, day, kind, host_id, value)
SELECT a.id, :day, :kind, 0, 1 FROM status s JOIN account a ON a.id = s.owner_id
WHERE s.id = :status AND s.owner_id <> :by AND a.kind = 1 AND a.domain = ''
ON CONFLICT (owner_id, day, kind, host_id) DO UPDATE SET value = page_figure.value + 1;

-- name: page_figure_take_about :exec
-- in:   status status_id, by account_id, day i64, kind i64
UPDATE page_figure SET value = value - 1
WHERE owner_id = (SELECT s.owner_id FROM status s WHERE s.id = :status AND s.owner_id <> :by)
    AND day = :day AND kind = :kind AND host_id = 0 AND value > 0;

-- name: page_figure_put :exec
-- in:   owner account_id, day i64, kind i64, host i64, value i64
INSERT INTO page_figure (owner_id, day, kind, host_id, value) VALUES (:owner, :day, :kind, :host, :value)
ON CONFLICT (owner_id, day, kind, host_id) DO UPDATE SET value = excluded.value;

-- name: page_figure_clear :exec
-- in:   owner account_id, day i64, kind i64
DELETE FROM page_figure WHERE owner_id = :owner AND day = :day AND kind = :kind;

-- name: page_figure_days :many
-- in:   owner account_id, from_day i64
-- out:  day i64, kind i64, value i64
SELECT f.day, f.kind, f.value FROM page_figure f
WHERE f.owner_id = :owner AND f.day >= :from_day AND f.kind < 5 AND f.host_id = 0 ORDER BY f.day LIMIT 2000;

-- name: page_figure_servers :many
-- in:   owner account_id, from_day i64
-- out:  day i64, host_id i64, name text?, value i64
SELECT f.day, f.host_id, h.name, f.value FROM page_figure f LEFT JOIN host h ON h.id = f.host_id
WHERE f.owner_id = :owner AND f.day >= :from_day AND f.kind = 5 ORDER BY f.day, f.value DESC, f.host_id LIMIT 20000;

-- name: page_figure_sweep :exec
-- in:   before i64, count i64
DELETE FROM page_figure WHERE (owner_id, day, kind, host_id) IN (SELECT f.owner_id, f.day, f.kind, f.host_id
    FROM page_figure f WHERE f.day < :before ORDER BY f.day LIMIT :count);

-- name: page_figure_pages :many
-- in:   after account_id, count i64
-- out:  owner_id account_id
SELECT DISTINCT p.owner_id FROM page_role p WHERE p.owner_id > :after ORDER BY p.owner_id LIMIT :count;

-- Followers by server, as the memberships that are open count them.
-- name: page_figure_followers :many
-- in:   owner account_id, count i64
-- out:  host_id i64, followers i64
SELECT i.host_id, CAST(sum(m.follower_count) AS BIGINT) AS followers FROM membership m JOIN inbox i ON i.id = m.inbox_id
WHERE m.owner_id = :owner AND m.to_seq = 9223372036854775807 GROUP BY i.host_id ORDER BY followers DESC, i.host_id LIMIT :count;

-- name: page_figure_remote :one
-- in:   owner account_id
-- out:  followers i64
SELECT CAST(coalesce(sum(m.follower_count), 0) AS BIGINT) AS followers FROM membership m
WHERE m.owner_id = :owner AND m.to_seq = 9223372036854775807;

-- name: page_figure_all :maybe
-- in:   owner account_id
-- out:  followers i64
SELECT c.followers FROM account_count c WHERE c.owner_id = :owner;
