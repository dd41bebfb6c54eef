-- What the instance says of itself as a whole.

-- name: instance_status_count :count
-- plan: scan asked for the instance's documents, which are cached
SELECT CAST(coalesce(sum(account_count.statuses), 0) AS BIGINT)
FROM account JOIN account_count ON account_count.owner_id = account.id WHERE account.host_id IS NULL;

-- name: instance_host_count :count
-- plan: scan asked for the instance's documents, which are cached
SELECT count(*) FROM host;

-- name: instance_host_names :many
-- in:   after text, count i64
-- out:  name text
SELECT name FROM host WHERE name > :after ORDER BY name LIMIT :count;
