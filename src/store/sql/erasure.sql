-- Erasures: the rows of the work itself, and the hand-written steps of store/erase.c. The edges' queries are generated
-- from the manifest.

-- set: erasure_row
--   id erasure_id, scope i64, subject_id i64, owner_id account_id, stage i64, rows_erased i64, files_erased i64,
--   keys_erased i64, rows_expected i64, requested_ms i64, physical_ms i64?, final_ms i64?

-- name: erasure_insert :exec
-- in:   id erasure_id, scope i64, subject i64, owner account_id, rows_expected i64, requested_ms i64
INSERT INTO erasure (id, scope, subject_id, owner_id, stage, rows_erased, files_erased, keys_erased, rows_expected,
    requested_ms, physical_ms, final_ms)
VALUES (:id, :scope, :subject, :owner, 0, 0, 0, 0, :rows_expected, :requested_ms, NULL, NULL);

-- name: erasure_by_id :maybe erasure_row
-- in:   id erasure_id
SELECT {{erasure_row}} FROM erasure WHERE id = :id;

-- name: erasures_at_stage :many erasure_row
-- in:   stage i64, after erasure_id, count i64
SELECT {{erasure_row}} FROM erasure
WHERE stage = :stage AND id > :after AND final_ms IS NULL ORDER BY stage, id LIMIT :count;

-- name: erasure_update :exec
-- in:   id erasure_id, stage i64, rows_erased i64, files_erased i64, keys_erased i64, rows_expected i64,
--       physical_ms i64?, final_ms i64?
UPDATE erasure SET stage = :stage, rows_erased = :rows_erased, files_erased = :files_erased,
    keys_erased = :keys_erased, rows_expected = :rows_expected, physical_ms = :physical_ms, final_ms = :final_ms
WHERE id = :id;

-- name: erasure_last_physical :maybe
-- in:   since_ms i64
-- out:  physical_ms i64?
SELECT physical_ms FROM erasure WHERE physical_ms >= :since_ms ORDER BY physical_ms DESC LIMIT 1;

-- name: erasure_forget_old :exec
-- in:   before_ms i64, count i64
DELETE FROM erasure WHERE id IN (SELECT id FROM erasure WHERE final_ms < :before_ms LIMIT :count);

-- name: erase_status_subject :maybe
-- in:   id status_id
-- out:  owner_id account_id, uri text?, in_reply_to_id status_id?, reblog_of_id status_id?, visibility i64, is_local bool,
--       fanout_seq i64
SELECT owner_id, uri, in_reply_to_id, reblog_of_id, visibility, is_local, fanout_seq FROM status WHERE id = :id;

-- name: erase_status_row :exec
-- in:   id status_id
DELETE FROM status WHERE id = :id;

-- name: erase_last_status :exec
-- in:   owner account_id
UPDATE account_count SET last_status_ms = coalesce((SELECT s.created_ms FROM status s WHERE s.owner_id = :owner
    ORDER BY s.owner_id DESC, s.id DESC LIMIT 1), 0)
WHERE owner_id = :owner;

-- name: erase_media_subject :maybe
-- in:   id media_id
-- out:  owner_id account_id, file text?
SELECT owner_id, file FROM media WHERE id = :id;

-- name: erase_media_row :exec
-- in:   id media_id
DELETE FROM media WHERE id = :id;

-- Tags that no status holds any more; the index has only those.
-- name: erase_unused_cards :exec
-- in:   count i64
-- plan: scan the partial index holds only unused cards
DELETE FROM preview_card WHERE id IN (SELECT id FROM preview_card WHERE use_count <= 0 ORDER BY id LIMIT :count);

-- name: erase_unused_tags :exec
-- in:   count i64
-- plan: scan the partial index holds only unused tags
DELETE FROM tag WHERE id IN (SELECT id FROM tag WHERE use_count <= 0 ORDER BY id LIMIT :count);

-- Conversations without messages; the index has only those.
-- name: erase_empty_conversations :exec
-- in:   count i64
-- plan: scan the partial index holds only empty conversations
DELETE FROM conversation WHERE id IN (SELECT id FROM conversation WHERE status_count <= 0 ORDER BY id LIMIT :count);

-- What was kept aside about a status.
-- name: erase_filtered_page :many
-- in:   status status_id, count i64
-- out:  owner_id account_id, id notification_id, from_id account_id
SELECT n.owner_id, n.id, n.from_id FROM notification n WHERE n.status_id = :status AND n.is_filtered = 1
ORDER BY n.owner_id, n.id LIMIT :count;

-- Direct messages from elsewhere that name nobody else here.
-- name: erase_lonely_directs :many
-- in:   account account_id, count i64
-- out:  id status_id
SELECT s.id FROM status_mention m JOIN status s ON s.id = m.status_id
WHERE m.account_id = :account AND s.is_local = 0 AND s.visibility = 3 AND NOT EXISTS (
    SELECT 1 FROM status_mention o JOIN account a ON a.id = o.account_id
    WHERE o.status_id = m.status_id AND o.account_id <> :account AND a.host_id IS NULL)
LIMIT :count;

-- name: erase_account_subject :maybe
-- in:   id account_id
-- out:  username_key text, uri text?, host_id host_id?, state i64
SELECT username_key, uri, host_id, state FROM account WHERE id = :id;

-- name: erase_user_of_account :maybe
-- in:   owner account_id
-- out:  id user_id, email_box blob, state i64, seen_day i64
SELECT id, email_box, state, seen_day FROM local_user WHERE owner_id = :owner;

-- name: erase_following_page :many
-- in:   owner account_id, count i64
-- out:  target_id account_id, id i64, host_id host_id?
SELECT f.target_id, f.id, a.host_id FROM following f LEFT JOIN account a ON a.id = f.target_id
WHERE f.owner_id = :owner LIMIT :count;

-- name: erase_following_row :exec
-- in:   owner account_id, target account_id
DELETE FROM following WHERE owner_id = :owner AND target_id = :target;

-- name: erase_follower_row :exec
-- in:   owner account_id, id i64
DELETE FROM follower WHERE owner_id = :owner AND id = :id;

-- The three see the same rows: the first of the followed account's clustered order.
-- name: erase_followers_following :exec
-- in:   owner account_id, count i64
DELETE FROM following WHERE (owner_id, target_id) IN (SELECT f.follower_id, f.owner_id FROM follower f
    WHERE f.owner_id = :owner ORDER BY f.owner_id, f.id LIMIT :count);

-- name: erase_followers_count :exec
-- in:   owner account_id, count i64
UPDATE account_count SET following = CASE WHEN following < 1 THEN 0 ELSE following - 1 END
WHERE owner_id IN (SELECT f.follower_id FROM follower f WHERE f.owner_id = :owner ORDER BY f.owner_id, f.id LIMIT :count);

-- name: erase_followers :exec
-- in:   owner account_id, count i64
DELETE FROM follower WHERE (owner_id, id) IN (SELECT f.owner_id, f.id FROM follower f
    WHERE f.owner_id = :owner ORDER BY f.owner_id, f.id LIMIT :count);

-- name: erase_account_key :exec
-- in:   owner account_id
DELETE FROM account_key WHERE owner_id = :owner;

-- name: erase_account_count :exec
-- in:   owner account_id
DELETE FROM account_count WHERE owner_id = :owner;

-- name: erase_account_row :exec
-- in:   id account_id
DELETE FROM account WHERE id = :id;

-- name: erase_remote_actor_inboxes :maybe
-- in:   owner account_id
-- out:  host_id host_id, inbox_id inbox_id, shared_inbox_id inbox_id?
SELECT host_id, inbox_id, shared_inbox_id FROM remote_actor WHERE owner_id = :owner;

-- name: erase_remote_actor :exec
-- in:   owner account_id
DELETE FROM remote_actor WHERE owner_id = :owner;

-- name: erase_orphan_inbox :exec
-- in:   id inbox_id
DELETE FROM inbox WHERE id = :id
    AND NOT EXISTS (SELECT 1 FROM remote_actor r WHERE r.inbox_id = :id)
    AND NOT EXISTS (SELECT 1 FROM remote_actor s WHERE s.shared_inbox_id = :id)
    AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.inbox_id = :id)
    AND NOT EXISTS (SELECT 1 FROM recipient p WHERE p.inbox_id = :id)
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.inbox_id = :id);

-- name: erase_orphan_host :exec
-- in:   id host_id
DELETE FROM host WHERE id = :id
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.host_id = :id)
    AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.host_id = :id);

-- Asked for before a moment, and something is left still.
-- name: erasure_overdue :one
-- in:   before_ms i64
-- out:  overdue i64
SELECT count(*) AS overdue FROM erasure WHERE final_ms IS NULL AND stage < 2 AND requested_ms < :before_ms;

-- name: erased_file_insert :exec
-- in:   file text, erasure erasure_id
INSERT INTO erased_file (file, erasure_id) VALUES (:file, :erasure) ON CONFLICT (file) DO NOTHING;

-- name: erased_files :many
-- in:   erasure erasure_id, count i64
-- out:  file text
SELECT file FROM erased_file WHERE erasure_id = :erasure ORDER BY erasure_id LIMIT :count;

-- name: erased_file_delete :exec
-- in:   file text
DELETE FROM erased_file WHERE file = :file;

-- name: erased_key_insert :exec
-- in:   owner account_id, object i64, erasure erasure_id
INSERT INTO erased_key (owner_id, object_id, erasure_id) VALUES (:owner, :object, :erasure)
ON CONFLICT (owner_id, object_id) DO NOTHING;

-- name: erased_keys :many
-- in:   erasure erasure_id, count i64
-- out:  owner_id account_id, object_id i64
SELECT owner_id, object_id FROM erased_key WHERE erasure_id = :erasure ORDER BY erasure_id LIMIT :count;

-- name: erased_key_delete :exec
-- in:   owner account_id, object i64
DELETE FROM erased_key WHERE owner_id = :owner AND object_id = :object;

-- name: erased_actor_insert :exec
-- in:   owner account_id, public_key blob, private_box blob, erased_ms i64
INSERT INTO erased_actor (owner_id, public_key, private_box, erased_ms)
VALUES (:owner, :public_key, :private_box, :erased_ms) ON CONFLICT (owner_id) DO NOTHING;

-- name: erased_actor_by_owner :maybe
-- in:   owner account_id
-- out:  public_key blob, private_box blob?
SELECT public_key, private_box FROM erased_actor WHERE owner_id = :owner;

-- Nothing is signed for it any more.
-- name: erased_actor_told :exec
-- in:   owner account_id, told_ms i64
UPDATE erased_actor SET private_box = NULL, told_ms = :told_ms WHERE owner_id = :owner AND told_ms IS NULL;

-- name: erased_actor_forget :exec
-- in:   before_ms i64, count i64
DELETE FROM erased_actor WHERE owner_id IN
    (SELECT owner_id FROM erased_actor WHERE told_ms < :before_ms ORDER BY told_ms LIMIT :count);

-- name: erased_actor_address :exec
-- in:   owner account_id
INSERT INTO recipient (owner_id, object_id, inbox_id)
SELECT DISTINCT r.owner_id, r.owner_id, r.inbox_id FROM recipient r WHERE r.owner_id = :owner
ON CONFLICT (owner_id, object_id, inbox_id) DO NOTHING;

-- name: erasure_fanout_waits :maybe
-- in:   owner account_id, object i64
-- out:  object_id i64
SELECT object_id FROM fanout WHERE owner_id = :owner AND (object_id = :object OR :object = 0) LIMIT 1;

-- name: erasure_delivery_waits :maybe
-- in:   owner account_id, object i64
-- out:  object_id i64
SELECT object_id FROM delivery WHERE owner_id = :owner AND (object_id = :object OR :object = 0) LIMIT 1;

-- name: erased_recipients :many
-- in:   owner account_id, object i64, count i64
-- out:  object_id i64, inbox_id inbox_id, host_id host_id?
SELECT r.object_id, r.inbox_id, i.host_id FROM recipient r LEFT JOIN inbox i ON i.id = r.inbox_id
WHERE r.owner_id = :owner AND (r.object_id = :object OR :object = 0) LIMIT :count;

-- name: erased_recipient_delete :exec
-- in:   owner account_id, object i64, inbox inbox_id
DELETE FROM recipient WHERE owner_id = :owner AND object_id = :object AND inbox_id = :inbox;

-- name: erased_memberships :many
-- in:   owner account_id, count i64
-- out:  inbox_id inbox_id, host_id host_id?
SELECT m.inbox_id, i.host_id FROM membership m LEFT JOIN inbox i ON i.id = m.inbox_id
WHERE m.owner_id = :owner LIMIT :count;

-- name: erased_membership_delete :exec
-- in:   owner account_id, inbox inbox_id
DELETE FROM membership WHERE owner_id = :owner AND inbox_id = :inbox;

-- name: erase_tokens :exec
-- in:   owner account_id
DELETE FROM token WHERE owner_id = :owner;

-- name: erase_user_tokens :exec
-- in:   user user_id
DELETE FROM token WHERE user_id = :user;

-- name: erase_codes :exec
-- in:   owner account_id
DELETE FROM oauth_code WHERE owner_id = :owner;

-- name: erase_user_codes :exec
-- in:   user user_id
DELETE FROM oauth_code WHERE user_id = :user;

-- name: erase_sessions :exec
-- in:   owner account_id
DELETE FROM web_session WHERE owner_id = :owner;

-- name: erase_session_acting :exec
-- in:   acting account_id
UPDATE web_session SET acting_id = NULL WHERE acting_id = :acting;

-- name: erase_object_recipient :maybe
-- in:   owner account_id, object i64
-- out:  inbox_id inbox_id
SELECT inbox_id FROM recipient WHERE owner_id = :owner AND object_id = :object ORDER BY inbox_id LIMIT 1;

-- name: erase_account_recipient :maybe
-- in:   owner account_id
-- out:  inbox_id inbox_id
SELECT inbox_id FROM recipient WHERE owner_id = :owner ORDER BY object_id LIMIT 1;

-- name: erase_account_membership :maybe
-- in:   owner account_id
-- out:  inbox_id inbox_id
SELECT inbox_id FROM membership WHERE owner_id = :owner ORDER BY inbox_id LIMIT 1;

-- name: sweep_objects_known :many
-- in:   ids i64[40]
-- out:  id i64
SELECT id FROM (SELECT s.id FROM status s WHERE s.id IN (:ids) UNION ALL SELECT m.id FROM media m WHERE m.id IN (:ids)
    UNION ALL SELECT w.id FROM scheduled_status w WHERE w.id IN (:ids)) AS known
LIMIT 120;

-- name: erase_scheduled_owner :maybe
-- in:   id scheduled_status_id
-- out:  owner_id account_id
SELECT owner_id FROM scheduled_status WHERE id = :id;

-- name: erase_jobs_of_kind :exec
-- in:   owner account_id, kind i64, count i64
DELETE FROM job WHERE id IN (SELECT id FROM job WHERE owner_id = :owner AND kind = :kind LIMIT :count);

-- Pictures that nobody posted, that wait with nothing, and that are nobody's avatar or header.
-- name: sweep_uploads :many
-- in:   before_ms i64, count i64
-- out:  id media_id, owner_id account_id
SELECT m.id, m.owner_id FROM media m
WHERE m.status_id IS NULL AND m.scheduled_id IS NULL AND m.created_ms < :before_ms
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.avatar_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM account h WHERE h.header_id = m.id)
ORDER BY m.created_ms LIMIT :count;

-- name: sweep_idempotency :exec
-- in:   before_ms i64, count i64
DELETE FROM idempotency WHERE (owner_id, hash) IN
    (SELECT owner_id, hash FROM idempotency WHERE created_ms < :before_ms ORDER BY created_ms LIMIT :count);
