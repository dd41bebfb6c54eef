-- Check: what the live schema holds, and counters against what counting gives.

-- name: schema_columns.sqlite :many
-- out:  table_name text?, column_name text?
SELECT m.name AS table_name, p.name AS column_name FROM sqlite_schema m JOIN pragma_table_info(m.name) p
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.name LIMIT 2000;

-- name: schema_columns.postgres :many
-- out:  table_name text?, column_name text?
-- plan: scan the schema itself
SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name
FROM information_schema.columns c WHERE c.table_schema = current_schema()
ORDER BY c.table_name, c.column_name LIMIT 2000;

-- set: counted_row
--   id i64, is_off bool

-- An account that is being erased has its counters to the end, and its rows no more.
-- name: check_account_counts :many counted_row
-- in:   after i64, count i64
SELECT c.owner_id AS id, CASE WHEN c.followers <> (SELECT count(*) FROM follower f WHERE f.owner_id = c.owner_id)
    OR c.following <> (SELECT count(*) FROM following g WHERE g.owner_id = c.owner_id)
    OR c.statuses <> (SELECT count(*) FROM status s WHERE s.owner_id = c.owner_id)
    OR c.listing <> CASE WHEN a.is_discoverable = 1 AND a.state = 0 THEN 2 ELSE 0 END THEN 1 ELSE 0 END AS is_off
FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.owner_id > :after AND a.host_id IS NULL AND a.state <> 3 ORDER BY c.owner_id LIMIT :count;

-- name: check_status_counts :many counted_row
-- in:   after i64, count i64
SELECT c.status_id AS id, CASE WHEN c.replies <> (SELECT count(*) FROM status r WHERE r.in_reply_to_id = c.status_id)
    OR c.reblogs <> (SELECT count(*) FROM status b WHERE b.reblog_of_id = c.status_id)
    OR c.favourites <> (SELECT count(*) FROM favourite f WHERE f.status_id = c.status_id) THEN 1 ELSE 0 END AS is_off
FROM status_count c WHERE c.status_id > :after ORDER BY c.status_id LIMIT :count;

-- name: check_tag_counts :many counted_row
-- in:   after i64, count i64
SELECT t.id, CASE WHEN t.use_count <> (SELECT count(*) FROM status_tag s WHERE s.tag_id = t.id)
    + (SELECT count(*) FROM followed_tag f WHERE f.tag_id = t.id)
    + (SELECT count(*) FROM featured_tag p WHERE p.tag_id = t.id)
    + CASE WHEN t.reviewed_ms IS NULL THEN 0 ELSE 1 END THEN 1 ELSE 0 END AS is_off
FROM tag t WHERE t.id > :after ORDER BY t.id LIMIT :count;

-- name: check_card_counts :many counted_row
-- in:   after i64, count i64
SELECT c.id, CASE WHEN c.use_count <> (SELECT count(*) FROM status_card s WHERE s.card_id = c.id) THEN 1 ELSE 0 END AS is_off
FROM preview_card c WHERE c.id > :after ORDER BY c.id LIMIT :count;

-- name: check_conversation_counts :many counted_row
-- in:   after i64, count i64
SELECT c.id, CASE WHEN c.status_count <> (SELECT count(*) FROM conversation_status m WHERE m.conversation_id = c.id)
    THEN 1 ELSE 0 END AS is_off
FROM conversation c WHERE c.id > :after ORDER BY c.id LIMIT :count;

-- The kinds of enum instance_total; of days, that their sum is right.
-- name: check_instance_counts :many counted_row
-- in:   after i64, count i64
-- plan: scan an operator asks for it
SELECT t.kind AS id, CASE WHEN t.counted <> (SELECT coalesce(sum(CASE WHEN i.kind = 2 THEN i.value * i.day ELSE i.value END), 0)
    FROM instance_count i WHERE i.kind = t.kind) THEN 1 ELSE 0 END AS is_off
FROM (SELECT 1 AS kind, count(*) AS counted FROM local_user u JOIN account a ON a.id = u.owner_id
        WHERE u.state = 0 AND a.state <> 3
    UNION ALL SELECT 2, coalesce(sum(v.seen_day), 0) FROM local_user v JOIN account b ON b.id = v.owner_id
        WHERE v.state = 0 AND b.state <> 3
    UNION ALL SELECT 3, coalesce(sum(n.statuses), 0) FROM account c JOIN account_count n ON n.owner_id = c.id
        WHERE c.host_id IS NULL AND c.state <> 3
    UNION ALL SELECT 4, count(*) FROM host) t
WHERE t.kind > :after ORDER BY t.kind LIMIT :count;

-- Of polls made here; what others say of theirs is theirs.
-- name: check_poll_counts :many counted_row
-- in:   after i64, count i64
SELECT p.status_id AS id, CASE WHEN p.voters <> (SELECT count(*) FROM poll_voter v WHERE v.status_id = p.status_id)
    OR (SELECT sum(o.votes) FROM poll_option o WHERE o.status_id = p.status_id)
        <> (SELECT count(*) FROM poll_vote w WHERE w.status_id = p.status_id) THEN 1 ELSE 0 END AS is_off
FROM poll p JOIN status s ON s.id = p.status_id
WHERE p.status_id > :after AND s.is_local = 1 ORDER BY p.status_id LIMIT :count;
