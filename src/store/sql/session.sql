-- Web sessions: sign-ins of the pages. owner_id is the person's own account; cookies lie as keyed hashes.

-- name: session_viewer :maybe
-- in:   hash blob
-- out:  id session_id, person_id account_id, user_id user_id, acting_id account_id?, created_ms i64, seen_ms i64,
--       role i64, user_state i64, locale text, person_state i64, acting_state i64?, page_role i64?
SELECT s.id AS id, s.owner_id AS person_id, s.user_id AS user_id, s.acting_id AS acting_id,
    s.created_ms AS created_ms, s.seen_ms AS seen_ms, u.role AS role, u.state AS user_state,
    u.locale AS locale, me.state AS person_state, a.state AS acting_state, p.role AS page_role
FROM web_session s
JOIN local_user u ON u.id = s.user_id
JOIN account me ON me.id = s.owner_id
LEFT JOIN account a ON a.id = s.acting_id
LEFT JOIN page_role p ON p.owner_id = s.acting_id AND p.account_id = s.owner_id
WHERE s.hash = :hash;

-- name: sessions_by_owner :many
-- in:   owner account_id, count i64
-- out:  id session_id, acting_id account_id?, agent_box blob?, created_ms i64, seen_ms i64
SELECT id, acting_id, agent_box, created_ms, seen_ms FROM web_session WHERE owner_id = :owner
ORDER BY id DESC LIMIT :count;

-- name: session_insert :exec
-- in:   id session_id, owner account_id, user user_id, hash blob, agent_box blob?, now_ms i64
INSERT INTO web_session (id, owner_id, user_id, acting_id, hash, agent_box, created_ms, seen_ms)
VALUES (:id, :owner, :user, NULL, :hash, :agent_box, :now_ms, :now_ms);

-- name: session_set_acting :exec
-- in:   id session_id, acting account_id?
UPDATE web_session SET acting_id = :acting WHERE id = :id;

-- name: session_seen :exec
-- in:   id session_id, seen_ms i64
UPDATE web_session SET seen_ms = :seen_ms WHERE id = :id;

-- name: session_delete :exec
-- in:   id session_id, owner account_id
DELETE FROM web_session WHERE id = :id AND owner_id = :owner;

-- name: sessions_delete_owner :exec
-- in:   owner account_id
DELETE FROM web_session WHERE owner_id = :owner;

-- name: sessions_stop_acting :exec
-- in:   owner account_id, page account_id
UPDATE web_session SET acting_id = NULL WHERE owner_id = :owner AND acting_id = :page;

-- name: sessions_expire :exec
-- in:   before_ms i64
DELETE FROM web_session WHERE seen_ms < :before_ms;
