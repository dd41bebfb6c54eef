-- The highest local ids, so that a clock that jumped back makes no older ones; each is one look at the end of an index.

-- name: last_id.sqlite :count
SELECT max(
    coalesce((SELECT max(id) FROM account), 0), coalesce((SELECT max(id) FROM status), 0),
    coalesce((SELECT max(id) FROM media), 0), coalesce((SELECT max(id) FROM job), 0),
    coalesce((SELECT max(id) FROM token), 0), coalesce((SELECT max(id) FROM web_session), 0)) AS last_id;

-- name: last_id.postgres :count
SELECT greatest(
    coalesce((SELECT max(id) FROM account), 0), coalesce((SELECT max(id) FROM status), 0),
    coalesce((SELECT max(id) FROM media), 0), coalesce((SELECT max(id) FROM job), 0),
    coalesce((SELECT max(id) FROM token), 0), coalesce((SELECT max(id) FROM web_session), 0)) AS last_id;
