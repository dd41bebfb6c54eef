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

-- Statuses that may be trends, newest first: all public ones that are no reblogs are rows, so that a page costs the same.
-- name: trend_status_candidates :many
-- in:   above status_id, below status_id, known_before account_id, least i64, count i64
-- out:  id status_id, owner_id account_id, domain text, is_counted bool
SELECT s.id, s.owner_id, a.domain,
    CASE WHEN s.in_reply_to_id IS NULL AND s.is_sensitive = 0 AND s.is_imported = 0 AND a.state = 0 AND a.is_discoverable = 1
        AND a.kind NOT IN (2, 3) AND a.id < :known_before AND c.favourites + c.reblogs >= :least THEN 1 ELSE 0 END AS is_counted
FROM status s JOIN status_count c ON c.status_id = s.id JOIN account a ON a.id = s.owner_id
WHERE s.visibility = 0 AND s.reblog_of_id IS NULL AND s.id >= :above AND s.id < :below ORDER BY s.id DESC LIMIT :count;

-- set: trend_person_row
--   at_id i64, owner_id account_id, host_id host_id?, domain text

-- Its author is nobody of them, nor is a bot.
-- name: trend_favouriters :many trend_person_row
-- in:   status status_id, author account_id, known_before account_id, count i64
SELECT f.id AS at_id, f.owner_id, a.host_id, a.domain FROM favourite f JOIN account a ON a.id = f.owner_id
WHERE f.status_id = :status AND f.owner_id <> :author AND a.state = 0 AND a.kind NOT IN (2, 3) AND a.id < :known_before
ORDER BY f.id DESC LIMIT :count;

-- name: trend_rebloggers :many trend_person_row
-- in:   status status_id, author account_id, known_before account_id, count i64
SELECT r.id AS at_id, r.owner_id, a.host_id, a.domain FROM status r JOIN account a ON a.id = r.owner_id
WHERE r.reblog_of_id = :status AND r.visibility < 2 AND r.owner_id <> :author AND a.state = 0 AND a.kind NOT IN (2, 3)
    AND a.id < :known_before
ORDER BY r.owner_id DESC LIMIT :count;

-- name: trend_statuses_any :maybe
-- out:  status_id status_id
SELECT status_id FROM trend_status WHERE score > 0 LIMIT 1;

-- name: trend_statuses_clear :exec
UPDATE trend_status SET score = 0 WHERE score > 0;

-- What a moderator decided stays. A status that is gone, or of an account being erased, is none.
-- name: trend_status_set :exec
-- in:   status status_id, score i64
INSERT INTO trend_status (status_id, owner_id, score, decision)
SELECT s.id, s.owner_id, :score, 0 FROM status s JOIN account a ON a.id = s.owner_id WHERE s.id = :status AND a.state <> 3
ON CONFLICT (status_id) DO UPDATE SET score = excluded.score;

-- name: trend_statuses_idle :maybe
-- plan: scan the partial index holds those alone that are trends no more
-- out:  status_id status_id
SELECT status_id FROM trend_status WHERE score = 0 LIMIT 1;

-- name: trend_statuses_forget :exec
-- in:   before status_id, count i64
-- plan: scan the partial index holds those alone that are trends no more
DELETE FROM trend_status WHERE status_id IN (SELECT t.status_id FROM trend_status t
    WHERE t.score = 0 AND (t.decision = 0 OR t.status_id < :before) ORDER BY t.status_id LIMIT :count);

-- name: trend_statuses :many
-- in:   least i64, most i64, skip i64, count i64
-- out:  status_id status_id
SELECT status_id FROM trend_status WHERE score > 0 AND decision >= :least AND decision <= :most
ORDER BY score DESC, status_id DESC LIMIT :count OFFSET :skip;

-- name: trend_status_decide :exec
-- in:   status status_id, decision i64
UPDATE trend_status SET decision = :decision WHERE status_id = :status;

-- Links, as hashtags above.
-- name: trend_link_uses :many
-- in:   above status_id, below status_id, known_before account_id, count i64
-- out:  card_id preview_card_id, status_id status_id, owner_id account_id, host_id host_id?, domain text, is_counted bool
SELECT u.card_id, u.status_id, u.owner_id, a.host_id, a.domain,
    CASE WHEN s.visibility = 0 AND s.in_reply_to_id IS NULL AND s.is_sensitive = 0 AND a.state = 0 AND a.is_discoverable = 1
        AND a.kind NOT IN (2, 3) AND a.id < :known_before AND c.title <> '' THEN 1 ELSE 0 END AS is_counted
FROM status_card u JOIN status s ON s.id = u.status_id JOIN account a ON a.id = u.owner_id
JOIN preview_card c ON c.id = u.card_id
WHERE u.status_id >= :above AND u.status_id < :below ORDER BY u.status_id DESC LIMIT :count;

-- name: card_day_page :many trend_day_row
-- in:   day i64, after i64, count i64
SELECT card_id AS id, uses, people FROM card_day WHERE day = :day AND card_id > :after ORDER BY card_id LIMIT :count;

-- name: card_day_set :exec
-- in:   card preview_card_id, day i64, uses i64, people i64
INSERT INTO card_day (card_id, day, uses, people) SELECT c.id, :day, :uses, :people FROM preview_card c WHERE c.id = :card
ON CONFLICT (card_id, day) DO UPDATE SET uses = excluded.uses, people = excluded.people;

-- name: card_day_delete :exec
-- in:   card preview_card_id, day i64
DELETE FROM card_day WHERE card_id = :card AND day = :day;

-- name: card_day_before :maybe
-- in:   before_day i64
-- out:  day i64
SELECT day FROM card_day WHERE day < :before_day ORDER BY day LIMIT 1;

-- name: card_day_forget :exec
-- in:   before_day i64, count i64
DELETE FROM card_day WHERE (card_id, day) IN (SELECT d.card_id, d.day FROM card_day d WHERE d.day < :before_day LIMIT :count);

-- name: card_day_people :one
-- in:   card preview_card_id, since_day i64, before_day i64
-- out:  people i64
SELECT CAST(coalesce(sum(people), 0) AS BIGINT) AS people FROM card_day
WHERE card_id = :card AND day >= :since_day AND day < :before_day;

-- name: card_days :many
-- in:   card preview_card_id, since_day i64, count i64
-- out:  day i64, uses i64, people i64
SELECT day, uses, people FROM card_day WHERE card_id = :card AND day >= :since_day ORDER BY day LIMIT :count;

-- name: trend_links_any :maybe
-- out:  id preview_card_id
SELECT id FROM preview_card WHERE trend_score > 0 LIMIT 1;

-- name: trend_links_clear :exec
UPDATE preview_card SET trend_score = 0 WHERE trend_score > 0;

-- name: trend_link_set :exec
-- in:   card preview_card_id, score i64
UPDATE preview_card SET trend_score = :score WHERE id = :card;

-- The site of a link that is a trend, for moderators to decide about.
-- name: publisher_insert :exec
-- in:   id i64, card preview_card_id
INSERT INTO publisher (id, host, decision) SELECT :id, c.host, 0 FROM preview_card c WHERE c.id = :card
ON CONFLICT (host) DO NOTHING;

-- Their own decision counts first, their site's where there is none.
-- name: trend_links :many
-- in:   least i64, most i64, skip i64, count i64
-- out:  id preview_card_id, url text, decision i64
SELECT c.id, c.url, CASE WHEN c.trend_decision <> 0 THEN c.trend_decision ELSE coalesce(p.decision, 0) END AS decision FROM preview_card c LEFT JOIN publisher p ON p.host = c.host
WHERE c.trend_score > 0
    AND CASE WHEN c.trend_decision <> 0 THEN c.trend_decision ELSE coalesce(p.decision, 0) END >= :least
    AND CASE WHEN c.trend_decision <> 0 THEN c.trend_decision ELSE coalesce(p.decision, 0) END <= :most
ORDER BY c.trend_score DESC, c.id DESC LIMIT :count OFFSET :skip;

-- name: trend_link_decision :maybe
-- in:   card preview_card_id
-- out:  url text, decision i64, is_trend bool
SELECT c.url, CASE WHEN c.trend_decision <> 0 THEN c.trend_decision ELSE coalesce(p.decision, 0) END AS decision,
    CASE WHEN c.trend_score > 0 THEN 1 ELSE 0 END AS is_trend
FROM preview_card c LEFT JOIN publisher p ON p.host = c.host WHERE c.id = :card;

-- name: trend_link_decide :exec
-- in:   card preview_card_id, decision i64
UPDATE preview_card SET trend_decision = :decision WHERE id = :card;

-- set: publisher_row
--   id i64, host text, decision i64, reviewed_ms i64?

-- name: publisher_page :page publisher_row
SELECT {{publisher_row}} FROM publisher WHERE {{page:id}};

-- name: publisher_by_id :maybe publisher_row
-- in:   id i64
SELECT {{publisher_row}} FROM publisher WHERE id = :id;

-- name: publisher_decide :exec
-- in:   id i64, decision i64, now_ms i64
UPDATE publisher SET decision = :decision, reviewed_ms = :now_ms WHERE id = :id;

-- Statuses that link to a page.
-- name: status_ids_by_card :page status_ref
-- in:   card preview_card_id
SELECT status_id AS id FROM status_card WHERE card_id = :card AND {{page:status_id}};
