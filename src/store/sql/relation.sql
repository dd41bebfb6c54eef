-- Relations: follows, requests, blocks, mutes, endorsements, blocked domains. A follow is two rows with one id: following belongs to
-- the follower, follower to the followed.

-- set: following_row
--   owner_id account_id, target_id account_id, id follow_id, shows_reblogs bool, notifies bool, languages text?,
--   uri text?
-- from: f

-- set: follow_request_row
--   owner_id account_id, requester_id account_id, id follow_id, shows_reblogs bool, notifies bool, languages text?,
--   uri text?
-- from: r

-- Everything that stands between a viewer and others, one row a fact; `fact` is enum fact of store/relation.c. What the
-- numbers mean depends on it.
-- name: relations_by_ids :many
-- in:   viewer account_id, ids account_id[40], now_ms i64
-- out:  other_id account_id, fact i64, first i64, second i64, languages text?
SELECT target_id AS other_id, 0 AS fact, shows_reblogs AS first, notifies AS second, languages
FROM following WHERE owner_id = :viewer AND target_id IN (:ids)
UNION ALL
SELECT owner_id AS other_id, 1 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM following WHERE owner_id IN (:ids) AND target_id = :viewer
UNION ALL
SELECT owner_id AS other_id, 2 AS fact, shows_reblogs AS first, notifies AS second, languages
FROM follow_request WHERE requester_id = :viewer AND owner_id IN (:ids)
UNION ALL
SELECT requester_id AS other_id, 3 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM follow_request WHERE owner_id = :viewer AND requester_id IN (:ids)
UNION ALL
SELECT target_id AS other_id, 4 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM block WHERE owner_id = :viewer AND target_id IN (:ids)
UNION ALL
SELECT owner_id AS other_id, 5 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM block WHERE target_id = :viewer AND owner_id IN (:ids)
UNION ALL
SELECT target_id AS other_id, 6 AS fact, hides_notifications AS first, coalesce(expires_ms, 0) AS second,
    NULL AS languages
FROM mute WHERE owner_id = :viewer AND target_id IN (:ids) AND (expires_ms IS NULL OR expires_ms > :now_ms)
UNION ALL
SELECT a.id AS other_id, 7 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM account a JOIN account_domain_block d ON d.owner_id = :viewer AND d.domain = a.domain WHERE a.id IN (:ids)
UNION ALL
SELECT DISTINCT m.member_id AS other_id, 8 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM list_member m JOIN list l ON l.id = m.list_id AND l.is_exclusive = 1
WHERE m.owner_id = :viewer AND m.member_id IN (:ids)
UNION ALL
SELECT target_id AS other_id, 9 AS fact, 0 AS first, 0 AS second, NULL AS languages
FROM endorsement WHERE owner_id = :viewer AND target_id IN (:ids)
LIMIT 400;

-- set: account_id_row
--   account_id account_id

-- name: following_get :maybe following_row
-- in:   owner account_id, target account_id
SELECT {{following_row}} FROM following f WHERE f.owner_id = :owner AND f.target_id = :target;

-- name: following_targets :many account_id_row
-- in:   owner account_id, after account_id, count i64
SELECT target_id AS account_id FROM following WHERE owner_id = :owner AND target_id > :after ORDER BY target_id LIMIT :count;

-- name: following_notified :many account_id_row
-- in:   target account_id, after account_id, count i64
SELECT f.owner_id AS account_id FROM following f
WHERE f.target_id = :target AND f.notifies = 1 AND f.owner_id > :after ORDER BY f.owner_id LIMIT :count;

-- Whom an account follows that follows another and shows whom it follows: one look-up for each the first follows. States
-- 0 and 1 are shown (model/account.h).
-- name: following_between :many account_id_row
-- in:   viewer account_id, target account_id, count i64
SELECT f.owner_id AS account_id FROM following v
JOIN following f ON f.owner_id = v.target_id AND f.target_id = :target
JOIN account a ON a.id = f.owner_id AND a.hides_collections = 0 AND a.state <= 1
WHERE v.owner_id = :viewer ORDER BY v.target_id LIMIT :count;

-- name: block_between :maybe
-- in:   one account_id, other account_id
-- out:  id i64
SELECT id FROM block WHERE owner_id = :one AND target_id = :other
UNION ALL SELECT id FROM block WHERE owner_id = :other AND target_id = :one LIMIT 1;

-- name: following_insert :exec
-- in:   owner account_id, target account_id, id follow_id, shows_reblogs bool, notifies bool, languages text?, uri text?
INSERT INTO following (owner_id, target_id, id, shows_reblogs, notifies, languages, uri)
VALUES (:owner, :target, :id, :shows_reblogs, :notifies, :languages, :uri)
ON CONFLICT (owner_id, target_id) DO NOTHING;

-- name: follower_insert :exec
-- in:   owner account_id, id follow_id, follower account_id
INSERT INTO follower (owner_id, id, follower_id) VALUES (:owner, :id, :follower);

-- name: following_update :exec
-- in:   owner account_id, target account_id, shows_reblogs bool, notifies bool, languages text?
UPDATE following SET shows_reblogs = :shows_reblogs, notifies = :notifies, languages = :languages
WHERE owner_id = :owner AND target_id = :target;

-- name: following_set_uri :exec
-- in:   owner account_id, target account_id, uri text?
UPDATE following SET uri = :uri WHERE owner_id = :owner AND target_id = :target;

-- name: following_delete :maybe following_row
-- in:   owner account_id, target account_id
DELETE FROM following WHERE owner_id = :owner AND target_id = :target RETURNING {{following_row:}};

-- name: follower_delete :exec
-- in:   owner account_id, id follow_id
DELETE FROM follower WHERE owner_id = :owner AND id = :id;

-- name: follow_request_get :maybe follow_request_row
-- in:   owner account_id, requester account_id
SELECT {{follow_request_row}} FROM follow_request r WHERE r.owner_id = :owner AND r.requester_id = :requester;

-- The id and uri of a request that waits already stay, so that the answer names what was asked first.
-- name: follow_request_upsert :exec
-- in:   owner account_id, requester account_id, id follow_id, shows_reblogs bool, notifies bool, languages text?,
--       uri text?
INSERT INTO follow_request (owner_id, requester_id, id, shows_reblogs, notifies, languages, uri)
VALUES (:owner, :requester, :id, :shows_reblogs, :notifies, :languages, :uri)
ON CONFLICT (owner_id, requester_id) DO UPDATE SET shows_reblogs = excluded.shows_reblogs,
    notifies = excluded.notifies, languages = excluded.languages;

-- name: follow_request_delete :maybe follow_request_row
-- in:   owner account_id, requester account_id
DELETE FROM follow_request WHERE owner_id = :owner AND requester_id = :requester RETURNING {{follow_request_row:}};

-- name: block_insert :exec
-- in:   owner account_id, target account_id, id i64, uri text?
INSERT INTO block (owner_id, target_id, id, uri) VALUES (:owner, :target, :id, :uri)
ON CONFLICT (owner_id, target_id) DO NOTHING;

-- name: block_delete :maybe
-- in:   owner account_id, target account_id
-- out:  id i64
DELETE FROM block WHERE owner_id = :owner AND target_id = :target RETURNING id;

-- name: mute_upsert :exec
-- in:   owner account_id, target account_id, id i64, hides_notifications bool, expires_ms i64?
INSERT INTO mute (owner_id, target_id, id, hides_notifications, expires_ms)
VALUES (:owner, :target, :id, :hides_notifications, :expires_ms)
ON CONFLICT (owner_id, target_id) DO UPDATE SET hides_notifications = excluded.hides_notifications,
    expires_ms = excluded.expires_ms;

-- name: mute_delete :exec
-- in:   owner account_id, target account_id
DELETE FROM mute WHERE owner_id = :owner AND target_id = :target;

-- name: mute_sweep :exec
-- in:   before_ms i64, count i64
DELETE FROM mute WHERE (owner_id, target_id) IN
    (SELECT owner_id, target_id FROM mute WHERE expires_ms <= :before_ms ORDER BY expires_ms LIMIT :count);

-- name: endorsement_insert :exec
-- in:   owner account_id, target account_id, id i64
INSERT INTO endorsement (owner_id, target_id, id) VALUES (:owner, :target, :id)
ON CONFLICT (owner_id, target_id) DO NOTHING;

-- name: endorsement_delete :exec
-- in:   owner account_id, target account_id
DELETE FROM endorsement WHERE owner_id = :owner AND target_id = :target;

-- name: account_domain_block_upsert :one
-- in:   owner account_id, domain text, id i64
-- out:  id i64
INSERT INTO account_domain_block (owner_id, domain, id) VALUES (:owner, :domain, :id)
ON CONFLICT (owner_id, domain) DO UPDATE SET id = account_domain_block.id RETURNING id;

-- name: account_domain_block_delete :exec
-- in:   owner account_id, domain text
DELETE FROM account_domain_block WHERE owner_id = :owner AND domain = :domain;

-- Whom an account follows at a domain, and who of it follows the account; by account, so that a deletion of what was
-- listed does not move the place.
-- name: following_at_domain :many account_id_row
-- in:   owner account_id, domain text, count i64
SELECT f.target_id AS account_id FROM following f JOIN account a ON a.id = f.target_id
WHERE f.owner_id = :owner AND a.domain = :domain ORDER BY f.target_id LIMIT :count;

-- name: follower_at_domain :many account_id_row
-- in:   owner account_id, domain text, after account_id, count i64
SELECT f.owner_id AS account_id FROM account a JOIN following f ON f.owner_id = a.id AND f.target_id = :owner
WHERE a.domain = :domain AND a.domain <> '' AND a.id > :after ORDER BY a.id LIMIT :count;

-- name: following_at_domain_count :count
-- in:   owner account_id, domain text
SELECT count(*) FROM following f JOIN account a ON a.id = f.target_id WHERE f.owner_id = :owner AND a.domain = :domain;

-- name: follower_at_domain_count :count
-- in:   owner account_id, domain text
SELECT count(*) FROM account a JOIN following f ON f.owner_id = a.id AND f.target_id = :owner
WHERE a.domain = :domain AND a.domain <> '';

-- name: requester_at_domain :many account_id_row
-- in:   owner account_id, domain text, count i64
SELECT r.requester_id AS account_id FROM follow_request r JOIN account a ON a.id = r.requester_id
WHERE r.owner_id = :owner AND a.domain = :domain ORDER BY r.requester_id LIMIT :count;

-- set: relation_ref_row
--   id i64, account_id account_id

-- name: following_page :page relation_ref_row
-- in:   owner account_id
SELECT id, target_id AS account_id FROM following WHERE owner_id = :owner AND {{page:id}};

-- name: follower_page :page relation_ref_row
-- in:   owner account_id
SELECT id, follower_id AS account_id FROM follower WHERE owner_id = :owner AND {{page:id}};

-- name: follow_request_page :page relation_ref_row
-- in:   owner account_id
SELECT id, requester_id AS account_id FROM follow_request WHERE owner_id = :owner AND {{page:id}};

-- name: block_page :page relation_ref_row
-- in:   owner account_id
SELECT id, target_id AS account_id FROM block WHERE owner_id = :owner AND {{page:id}};

-- name: mute_page :page relation_ref_row
-- in:   owner account_id
SELECT id, target_id AS account_id FROM mute WHERE owner_id = :owner AND {{page:id}};

-- name: endorsement_page :page relation_ref_row
-- in:   owner account_id
SELECT id, target_id AS account_id FROM endorsement WHERE owner_id = :owner AND {{page:id}};

-- set: account_domain_block_row
--   id i64, domain text

-- name: account_domain_block_page :page account_domain_block_row
-- in:   owner account_id
SELECT id, domain FROM account_domain_block WHERE owner_id = :owner AND {{page:id}};

-- name: follow_request_by_id :maybe
-- in:   owner account_id, id i64
-- out:  requester_id account_id
SELECT requester_id FROM follow_request WHERE owner_id = :owner AND id = :id;

-- name: account_domain_block_get :maybe account_domain_block_row
-- in:   owner account_id, id i64
SELECT id, domain FROM account_domain_block WHERE owner_id = :owner AND id = :id;

-- name: follow_request_asked :page relation_ref_row
-- in:   owner account_id
SELECT owner_id AS id, owner_id AS account_id FROM follow_request
WHERE requester_id = :owner AND {{page:owner_id}};

