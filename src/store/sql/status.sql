-- Statuses and what hangs on them.

-- set: status_row
--   id status_id, owner_id account_id, uri text?, url text?, visibility i64, in_reply_to_id status_id?,
--   in_reply_to_account_id account_id?, thread_id status_id, reblog_of_id status_id?, reblog_of_account_id account_id?,
--   language text?, is_sensitive bool, is_local bool, is_imported bool, media_count i64, content_box blob?,
--   source_box blob?, spoiler_box blob?, application_id application_id?, fanout_seq i64, created_ms i64, edited_ms i64?
-- from: s

-- name: status_by_id :maybe status_row
-- in:   id status_id
SELECT {{status_row}} FROM status s WHERE s.id = :id;

-- name: status_by_uri :maybe status_row
-- in:   uri text
SELECT {{status_row}} FROM status s WHERE s.uri = :uri;

-- name: statuses_by_ids :many status_row
-- in:   ids status_id[40]
SELECT {{status_row}} FROM status s WHERE s.id IN (:ids) LIMIT 40;

-- name: status_insert :exec
-- in:   id status_id, owner account_id, uri text?, url text?, visibility i64, in_reply_to_id status_id?,
--       in_reply_to_account_id account_id?, thread_id status_id, reblog_of_id status_id?,
--       reblog_of_account_id account_id?, language text?, is_sensitive bool, is_local bool, is_imported bool,
--       media_count i64, content_box blob?, source_box blob?, spoiler_box blob?, application_id application_id?,
--       fanout_seq i64, created_ms i64
INSERT INTO status (id, owner_id, uri, url, visibility, in_reply_to_id, in_reply_to_account_id, thread_id, reblog_of_id,
    reblog_of_account_id, language, is_sensitive, is_local, is_imported, media_count, content_box, source_box,
    spoiler_box, application_id, fanout_seq, created_ms, edited_ms)
VALUES (:id, :owner, :uri, :url, :visibility, :in_reply_to_id, :in_reply_to_account_id, :thread_id, :reblog_of_id,
    :reblog_of_account_id, :language, :is_sensitive, :is_local, :is_imported, :media_count, :content_box, :source_box,
    :spoiler_box, :application_id, :fanout_seq, :created_ms, NULL);

-- name: status_update_content :exec
-- in:   id status_id, content_box blob?, source_box blob?, spoiler_box blob?, language text?, is_sensitive bool,
--       media_count i64, fanout_seq i64, edited_ms i64?
UPDATE status SET content_box = :content_box, source_box = :source_box, spoiler_box = :spoiler_box,
    language = :language, is_sensitive = :is_sensitive, media_count = :media_count, fanout_seq = :fanout_seq,
    edited_ms = :edited_ms
WHERE id = :id;

-- name: status_delete :exec
-- in:   id status_id
DELETE FROM status WHERE id = :id;

-- name: status_count_insert :exec
-- in:   id status_id, owner account_id
INSERT INTO status_count (status_id, owner_id, replies, reblogs, favourites) VALUES (:id, :owner, 0, 0, 0);

-- name: status_count_add :exec
-- in:   id status_id, replies i64, reblogs i64, favourites i64
UPDATE status_count SET
    replies = CASE WHEN replies + :replies < 0 THEN 0 ELSE replies + :replies END,
    reblogs = CASE WHEN reblogs + :reblogs < 0 THEN 0 ELSE reblogs + :reblogs END,
    favourites = CASE WHEN favourites + :favourites < 0 THEN 0 ELSE favourites + :favourites END
WHERE status_id = :id;

-- name: status_counts_by_ids :many
-- in:   ids status_id[40]
-- out:  status_id status_id, replies i64, reblogs i64, favourites i64
SELECT status_id, replies, reblogs, favourites FROM status_count WHERE status_id IN (:ids) LIMIT 40;

-- Nobody is named who was erased meanwhile.
-- name: status_mention_insert :exec
-- in:   status status_id, account account_id, owner account_id, is_silent bool
INSERT INTO status_mention (status_id, account_id, owner_id, is_silent)
SELECT :status, a.id, :owner, :is_silent FROM account a WHERE a.id = :account AND a.state <> 3
ON CONFLICT (status_id, account_id) DO UPDATE SET is_silent = excluded.is_silent;

-- name: status_mention_silent :exec
-- in:   status status_id, account account_id, owner account_id
INSERT INTO status_mention (status_id, account_id, owner_id, is_silent)
SELECT :status, a.id, :owner, 1 FROM account a WHERE a.id = :account AND a.state <> 3
ON CONFLICT (status_id, account_id) DO NOTHING;

-- name: status_mention_delete :exec
-- in:   status status_id, account account_id
DELETE FROM status_mention WHERE status_id = :status AND account_id = :account;

-- name: status_mentions_by_ids :many
-- in:   ids status_id[40]
-- out:  status_id status_id, account_id account_id, username text, domain text, url text?, is_silent bool
SELECT m.status_id, m.account_id, a.username, a.domain, a.url, m.is_silent
FROM status_mention m JOIN account a ON a.id = m.account_id
WHERE m.status_id IN (:ids) ORDER BY m.status_id, m.account_id LIMIT 4000;

-- name: tag_by_name :maybe
-- in:   name text
-- out:  id tag_id
SELECT id FROM tag WHERE name = :name;

-- Names are normalized before they come here; the count says how many statuses hold the tag and accounts follow
-- or feature it.
-- name: tag_use :one
-- in:   id tag_id, name text
-- out:  id tag_id
INSERT INTO tag (id, name, use_count) VALUES (:id, :name, 1)
ON CONFLICT (name) DO UPDATE SET use_count = tag.use_count + 1 RETURNING id;

-- name: tag_unuse :exec
-- in:   tag tag_id
UPDATE tag SET use_count = use_count - 1 WHERE id = :tag;

-- name: tag_delete_unused :exec
-- in:   tag tag_id
DELETE FROM tag WHERE id = :tag AND use_count <= 0;

-- name: status_tag_insert :exec
-- in:   tag tag_id, status status_id, owner account_id, is_listed bool
INSERT INTO status_tag (tag_id, status_id, owner_id, is_listed) VALUES (:tag, :status, :owner, :is_listed);

-- name: status_tag_delete :exec
-- in:   tag tag_id, status status_id
DELETE FROM status_tag WHERE tag_id = :tag AND status_id = :status;

-- name: status_tags_by_ids :many
-- in:   ids status_id[40]
-- out:  status_id status_id, tag_id tag_id, name text
SELECT s.status_id, t.id AS tag_id, t.name FROM status_tag s JOIN tag t ON t.id = s.tag_id
WHERE s.status_id IN (:ids) ORDER BY s.status_id, t.name LIMIT 4000;

-- name: status_edit_insert :exec
-- in:   owner account_id, status status_id, number i64, content_box blob?, source_box blob?, spoiler_box blob?,
--       is_sensitive bool, created_ms i64, options_box blob?, media_box blob?
INSERT INTO status_edit (owner_id, status_id, number, content_box, source_box, spoiler_box, is_sensitive, created_ms,
    options_box, media_box)
VALUES (:owner, :status, :number, :content_box, :source_box, :spoiler_box, :is_sensitive, :created_ms, :options_box,
    :media_box);

-- name: status_edits :many
-- in:   status status_id
-- out:  owner_id account_id, number i64, content_box blob?, source_box blob?, spoiler_box blob?, is_sensitive bool,
--       created_ms i64, options_box blob?, media_box blob?
SELECT owner_id, number, content_box, source_box, spoiler_box, is_sensitive, created_ms, options_box, media_box
FROM status_edit WHERE status_id = :status ORDER BY number LIMIT 100;

-- name: reblog_by_owner :maybe
-- in:   of status_id, owner account_id
-- out:  id status_id
SELECT id FROM status WHERE reblog_of_id = :of AND owner_id = :owner;

-- name: status_count_delete :exec
-- in:   id status_id
DELETE FROM status_count WHERE status_id = :id;

-- name: status_set_parent :exec
-- in:   id status_id, parent status_id, parent_account account_id, thread status_id
UPDATE status SET in_reply_to_id = :parent, in_reply_to_account_id = :parent_account, thread_id = :thread
WHERE id = :id AND in_reply_to_id IS NULL;

-- What a change to a status depends on, asked again inside its write.
-- name: status_stamp :maybe
-- in:   id status_id
-- out:  edited_ms i64?
SELECT edited_ms FROM status WHERE id = :id;
