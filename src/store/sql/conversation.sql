-- Conversations, and which direct messages are in them. One stands where its newest message stood, also when that one is
-- gone; one that lost its last message is shown no more, and goes with the next erasure.

-- set: conversation_row
--   id conversation_id, owner_id account_id, newest_id status_id, is_unread bool, last_id status_id

-- May the owner have a message: it is of this server and not gone, neither blocks the other, the author is not gone, not
-- muted, nor its domain blocked. Of a conversation that is muted it gets what is said without being told. Whom it let
-- through is as good as followed.
-- name: conversation_doubt :one
-- in:   owner account_id, from account_id, thread status_id, now_ms i64
-- out:  is_refused bool, is_quiet bool, is_followed bool, from_silenced bool, from_domain text
SELECT CASE WHEN
    NOT EXISTS (SELECT 1 FROM account o WHERE o.id = :owner AND o.domain = '' AND o.state < 3)
    OR EXISTS (SELECT 1 FROM account f WHERE f.id = :from AND f.state >= 2)
    OR EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :owner AND b.target_id = :from)
    OR EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :from AND b.target_id = :owner)
    OR EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :owner AND m.target_id = :from
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    OR EXISTS (SELECT 1 FROM account a JOIN account_domain_block d ON d.owner_id = :owner AND d.domain = a.domain
        WHERE a.id = :from)
THEN 1 ELSE 0 END AS is_refused,
    CASE WHEN EXISTS (SELECT 1 FROM thread_mute t WHERE t.owner_id = :owner AND t.thread_id = :thread) THEN 1 ELSE 0 END AS is_quiet,
    CASE WHEN EXISTS (SELECT 1 FROM following g WHERE g.owner_id = :owner AND g.target_id = :from)
        OR EXISTS (SELECT 1 FROM notification_permission p WHERE p.owner_id = :owner AND p.from_id = :from)
        THEN 1 ELSE 0 END AS is_followed,
    CASE WHEN EXISTS (SELECT 1 FROM account s WHERE s.id = :from AND s.state = 1) THEN 1 ELSE 0 END AS from_silenced,
    coalesce((SELECT a.domain FROM account a WHERE a.id = :from), '') AS from_domain;

-- keeps: whether it was read stays as it was.
-- name: conversation_upsert :one
-- in:   id conversation_id, owner account_id, thread status_id, people blob, status status_id, is_unread bool, keeps bool
-- out:  id conversation_id
INSERT INTO conversation (id, owner_id, thread_id, people_hash, newest_id, status_count, is_unread)
VALUES (:id, :owner, :thread, :people, :status, 1, :is_unread)
ON CONFLICT (owner_id, thread_id, people_hash) DO UPDATE SET status_count = conversation.status_count + 1,
    newest_id = CASE WHEN conversation.newest_id < :status THEN :status ELSE conversation.newest_id END,
    is_unread = CASE WHEN :keeps = 1 THEN conversation.is_unread ELSE :is_unread END
RETURNING id;

-- name: conversation_status_insert :exec
-- in:   owner account_id, status status_id, conversation conversation_id
INSERT INTO conversation_status (owner_id, status_id, conversation_id) VALUES (:owner, :status, :conversation);

-- name: conversation_get :maybe conversation_row
-- in:   id conversation_id, owner account_id
SELECT c.id, c.owner_id, c.newest_id, c.is_unread,
    coalesce((SELECT m.status_id FROM conversation_status m JOIN status s ON s.id = m.status_id
        WHERE m.conversation_id = c.id ORDER BY m.status_id DESC LIMIT 1), 0) AS last_id
FROM conversation c WHERE c.id = :id AND c.owner_id = :owner AND c.status_count > 0;

-- name: conversation_of_status :maybe conversation_row
-- in:   owner account_id, status status_id
SELECT c.id, c.owner_id, c.newest_id, c.is_unread, m.status_id AS last_id
FROM conversation_status m JOIN conversation c ON c.id = m.conversation_id
WHERE m.owner_id = :owner AND m.status_id = :status;

-- name: conversation_page :page conversation_row
-- in:   owner account_id
SELECT c.id, c.owner_id, c.newest_id, c.is_unread,
    coalesce((SELECT m.status_id FROM conversation_status m JOIN status s ON s.id = m.status_id
        WHERE m.conversation_id = c.id ORDER BY m.status_id DESC LIMIT 1), 0) AS last_id
FROM conversation c WHERE c.owner_id = :owner AND c.status_count > 0 AND {{page:c.newest_id}};

-- name: conversation_status_page :page status_ref
-- in:   owner account_id
SELECT m.status_id AS id FROM conversation_status m WHERE m.owner_id = :owner AND {{page:m.status_id}};

-- As many as a message names at most, and its author.
-- name: conversation_owners :many account_id_row
-- in:   status status_id
SELECT owner_id AS account_id FROM conversation_status WHERE status_id = :status ORDER BY owner_id LIMIT 500;

-- name: conversation_mark :exec
-- in:   id conversation_id, owner account_id, is_unread bool
UPDATE conversation SET is_unread = :is_unread WHERE id = :id AND owner_id = :owner;

-- name: conversation_status_delete :exec
-- in:   owner account_id, status status_id
DELETE FROM conversation_status WHERE owner_id = :owner AND status_id = :status;

-- name: conversation_statuses_delete :exec
-- in:   id conversation_id, owner account_id, upto status_id, count i64
DELETE FROM conversation_status WHERE owner_id = :owner
    AND status_id IN (SELECT m.status_id FROM conversation_status m WHERE m.conversation_id = :id AND m.status_id <= :upto
        ORDER BY m.status_id LIMIT :count);

-- name: conversation_uncount :exec
-- in:   id conversation_id, count i64
UPDATE conversation SET status_count = status_count - :count WHERE id = :id;

-- name: conversation_delete_empty :exec
-- in:   id conversation_id
DELETE FROM conversation WHERE id = :id AND status_count <= 0;
