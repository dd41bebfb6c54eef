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

-- name: check_account_counts :many
-- in:   after account_id, count i64
-- out:  id account_id, is_off bool
SELECT c.owner_id AS id, CASE WHEN c.followers <> (SELECT count(*) FROM follower f WHERE f.owner_id = c.owner_id)
    OR c.following <> (SELECT count(*) FROM following g WHERE g.owner_id = c.owner_id)
    OR c.statuses <> (SELECT count(*) FROM status s WHERE s.owner_id = c.owner_id) THEN 1 ELSE 0 END AS is_off
FROM account_count c JOIN account a ON a.id = c.owner_id
WHERE c.owner_id > :after AND a.host_id IS NULL ORDER BY c.owner_id LIMIT :count;

-- name: check_status_counts :many
-- in:   after status_id, count i64
-- out:  id status_id, is_off bool
SELECT c.status_id AS id, CASE WHEN c.replies <> (SELECT count(*) FROM status r WHERE r.in_reply_to_id = c.status_id)
    OR c.reblogs <> (SELECT count(*) FROM status b WHERE b.reblog_of_id = c.status_id)
    OR c.favourites <> (SELECT count(*) FROM favourite f WHERE f.status_id = c.status_id) THEN 1 ELSE 0 END AS is_off
FROM status_count c WHERE c.status_id > :after ORDER BY c.status_id LIMIT :count;

-- name: check_tag_counts :many
-- in:   after tag_id, count i64
-- out:  id tag_id, is_off bool
SELECT t.id, CASE WHEN t.use_count <> (SELECT count(*) FROM status_tag s WHERE s.tag_id = t.id) THEN 1 ELSE 0 END AS is_off
FROM tag t WHERE t.id > :after ORDER BY t.id LIMIT :count;
