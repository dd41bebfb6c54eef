-- What is spoken of: uses to count, counts by day, and what is a trend.

-- Uses of hashtags, newest first, and whether each counts: of a public post that is no answer, not sensitive and not imported, by an
-- active account that wants to be found, is no bot, and was known here before `known_before`. All are rows, so that a page costs
-- the same whatever it holds.
-- name: trend_tag_uses :many
-- in:   above status_id, below status_id, known_before account_id, count i64
-- out:  tag_id tag_id, status_id status_id, owner_id account_id, host_id host_id?, domain text, is_counted bool
SELECT u.tag_id, u.status_id, u.owner_id, a.host_id, a.domain,
    CASE WHEN s.visibility = 0 AND s.in_reply_to_id IS NULL AND s.reblog_of_id IS NULL AND s.is_sensitive = 0
        AND s.is_imported = 0 AND a.state = 0 AND a.is_discoverable = 1 AND a.kind NOT IN (2, 3) AND a.id < :known_before
        THEN 1 ELSE 0 END AS is_counted
FROM status_tag u JOIN status s ON s.id = u.status_id JOIN account a ON a.id = u.owner_id
WHERE u.status_id >= :above AND u.status_id < :below ORDER BY u.status_id DESC, u.tag_id DESC LIMIT :count;

-- set: trend_day_row
--   id i64, uses i64, people i64

-- name: tag_day_page :many trend_day_row
-- in:   day i64, after i64, count i64
SELECT tag_id AS id, uses, people FROM tag_day WHERE day = :day AND tag_id > :after ORDER BY tag_id LIMIT :count;

-- A tag that is gone meanwhile has no days.
-- name: tag_day_set :exec
-- in:   tag tag_id, day i64, uses i64, people i64
INSERT INTO tag_day (tag_id, day, uses, people) SELECT t.id, :day, :uses, :people FROM tag t WHERE t.id = :tag
ON CONFLICT (tag_id, day) DO UPDATE SET uses = excluded.uses, people = excluded.people;

-- name: tag_day_delete :exec
-- in:   tag tag_id, day i64
DELETE FROM tag_day WHERE tag_id = :tag AND day = :day;

-- name: tag_day_before :maybe
-- in:   before_day i64
-- out:  day i64
SELECT day FROM tag_day WHERE day < :before_day ORDER BY day LIMIT 1;

-- name: tag_day_forget :exec
-- in:   before_day i64, count i64
DELETE FROM tag_day WHERE (tag_id, day) IN (SELECT d.tag_id, d.day FROM tag_day d WHERE d.day < :before_day LIMIT :count);

-- name: tag_day_people :one
-- in:   tag tag_id, since_day i64, before_day i64
-- out:  people i64
SELECT CAST(coalesce(sum(people), 0) AS BIGINT) AS people FROM tag_day
WHERE tag_id = :tag AND day >= :since_day AND day < :before_day;

-- name: tag_days_by_name :many
-- in:   name text, since_day i64, count i64
-- out:  day i64, uses i64, people i64
SELECT d.day, d.uses, d.people FROM tag t JOIN tag_day d ON d.tag_id = t.id
WHERE t.name = :name AND d.day >= :since_day ORDER BY d.day LIMIT :count;

-- name: trend_tags_any :maybe
-- out:  id tag_id
SELECT id FROM tag WHERE trend_score > 0 LIMIT 1;

-- name: trend_tags_clear :exec
UPDATE tag SET trend_score = 0 WHERE trend_score > 0;

-- name: trend_tag_set :exec
-- in:   tag tag_id, score i64
UPDATE tag SET trend_score = :score WHERE id = :tag;

-- set: tag_row
--   id tag_id, name text, trend_decision i64, is_unusable bool, is_unlisted bool, reviewed_ms i64?

-- All of them for moderators; for everybody what was not refused and, where each is looked at first, what was allowed.
-- name: trend_tags :many tag_row
-- in:   least i64, most i64, skip i64, count i64
SELECT {{tag_row}} FROM tag WHERE trend_score > 0 AND trend_decision >= :least AND trend_decision <= :most
ORDER BY trend_score DESC, id DESC LIMIT :count OFFSET :skip;

-- name: tag_by_id :maybe tag_row
-- in:   id tag_id
SELECT {{tag_row}} FROM tag WHERE id = :id;

-- name: tag_row_by_name :maybe tag_row
-- in:   name text
SELECT {{tag_row}} FROM tag WHERE name = :name;

-- name: tag_page :page tag_row
SELECT {{tag_row}} FROM tag WHERE {{page:id}};

-- The first decision counts as a use of the tag, so that it is not forgotten with the posts.
-- name: tag_decide :exec
-- in:   id tag_id, decision i64, is_unusable bool, is_unlisted bool, now_ms i64
UPDATE tag SET trend_decision = :decision, is_unusable = :is_unusable, is_unlisted = :is_unlisted, reviewed_ms = :now_ms,
    use_count = use_count + CASE WHEN reviewed_ms IS NULL THEN 1 ELSE 0 END
WHERE id = :id;

-- name: tags_unusable :many
-- in:   names text[40]
-- out:  name text
SELECT name FROM tag WHERE is_unusable = 1 AND name IN (:names) ORDER BY name LIMIT 40;
