-- Accounts: rows of everybody, local and remote. Counters stand in account_count.

-- set: account_row
--   id account_id, kind i64, username text, domain text, uri text?, url text?, display_name_box blob?, note_box blob?,
--   fields_box blob?, avatar_id media_id?, header_id media_id?, avatar_url text?, header_url text?, is_locked bool,
--   is_discoverable bool, is_indexable bool, hides_collections bool, state i64, default_visibility i64,
--   default_sensitive bool, default_language text?, created_ms i64, updated_ms i64, avatar_alt_box blob?,
--   header_alt_box blob?, attribution_box blob?, hides_media bool, hides_media_replies bool, hides_featured bool,
--   is_sensitized bool
-- from: a

-- set: account_count_row
--   owner_id account_id, followers i64, following i64, statuses i64, last_status_ms i64
-- from: c

-- name: account_by_id :maybe account_row
-- in:   id account_id
SELECT {{account_row}} FROM account a WHERE a.id = :id;

-- name: account_by_handle :maybe account_row
-- in:   username_key text, domain text
SELECT {{account_row}} FROM account a WHERE a.username_key = :username_key AND a.domain = :domain;

-- name: account_by_uri :maybe account_row
-- in:   uri text
SELECT {{account_row}} FROM account a WHERE a.uri = :uri;

-- name: accounts_by_ids :many account_row
-- in:   ids account_id[40]
SELECT {{account_row}} FROM account a WHERE a.id IN (:ids) LIMIT 40;

-- name: account_counts_by_ids :many account_count_row
-- in:   ids account_id[40]
SELECT {{account_count_row}} FROM account_count c WHERE c.owner_id IN (:ids) LIMIT 40;

-- name: account_insert :exec
-- in:   id account_id, kind i64, username text, username_key text, domain text, host_id host_id?, uri text?, url text?,
--       display_name_box blob?, note_box blob?, fields_box blob?, avatar_url text?, header_url text?, is_locked bool,
--       is_discoverable bool, is_indexable bool, hides_collections bool, created_ms i64, updated_ms i64,
--       avatar_alt_box blob?, header_alt_box blob?, attribution_box blob?
INSERT INTO account (id, owner_id, kind, username, username_key, domain, host_id, uri, url, display_name_box, note_box,
    fields_box, avatar_id, header_id, avatar_url, header_url, is_locked, is_discoverable, is_indexable,
    hides_collections, state, default_visibility, default_sensitive, default_language, created_ms, updated_ms,
    avatar_alt_box, header_alt_box, attribution_box)
VALUES (:id, :id, :kind, :username, :username_key, :domain, :host_id, :uri, :url, :display_name_box, :note_box,
    :fields_box, NULL, NULL, :avatar_url, :header_url, :is_locked, :is_discoverable, :is_indexable,
    :hides_collections, 0, 0, 0, NULL, :created_ms, :updated_ms, :avatar_alt_box, :header_alt_box,
    :attribution_box);

-- name: account_count_insert :exec
-- in:   id account_id
INSERT INTO account_count (owner_id, followers, following, statuses, last_status_ms, fanout_seq)
VALUES (:id, 0, 0, 0, 0, 0);

-- name: account_update_profile :exec
-- in:   id account_id, kind i64, display_name_box blob?, note_box blob?, fields_box blob?, avatar_id media_id?,
--       header_id media_id?, avatar_url text?, header_url text?, url text?, is_locked bool, is_discoverable bool,
--       is_indexable bool, hides_collections bool, default_visibility i64, default_sensitive bool,
--       default_language text?, updated_ms i64, avatar_alt_box blob?, header_alt_box blob?, attribution_box blob?,
--       hides_media bool, hides_media_replies bool, hides_featured bool
UPDATE account SET kind = :kind, display_name_box = :display_name_box, note_box = :note_box, fields_box = :fields_box,
    avatar_id = :avatar_id, header_id = :header_id, avatar_url = :avatar_url, header_url = :header_url, url = :url,
    is_locked = :is_locked, is_discoverable = :is_discoverable, is_indexable = :is_indexable,
    hides_collections = :hides_collections, default_visibility = :default_visibility,
    default_sensitive = :default_sensitive, default_language = :default_language, updated_ms = :updated_ms,
    avatar_alt_box = :avatar_alt_box, header_alt_box = :header_alt_box, attribution_box = :attribution_box,
    hides_media = :hides_media, hides_media_replies = :hides_media_replies, hides_featured = :hides_featured
WHERE id = :id;

-- name: account_set_state :exec
-- in:   id account_id, state i64
UPDATE account SET state = :state WHERE id = :id AND state <> 3;

-- name: account_set_sensitized :exec
-- in:   id account_id, is_sensitized bool
UPDATE account SET is_sensitized = :is_sensitized WHERE id = :id;

-- Whether the directory lists it, after anything that this depends on was written (store/directory.h).
-- name: account_list_again :exec
-- in:   id account_id
UPDATE account_count SET listing = (SELECT CASE WHEN a.is_discoverable <> 1 OR a.state <> 0 THEN 0
        WHEN a.host_id IS NULL THEN 2 ELSE 1 END FROM account a WHERE a.id = account_count.owner_id)
WHERE owner_id = :id AND EXISTS (SELECT 1 FROM account e WHERE e.id = account_count.owner_id);

-- name: account_state :maybe
-- in:   id account_id
-- out:  state i64
SELECT state FROM account WHERE id = :id;

-- One statement for every counter change; nothing goes below zero.
-- name: account_count_add :exec
-- in:   id account_id, followers i64, following i64, statuses i64
UPDATE account_count SET
    followers = CASE WHEN followers + :followers < 0 THEN 0 ELSE followers + :followers END,
    following = CASE WHEN following + :following < 0 THEN 0 ELSE following + :following END,
    statuses = CASE WHEN statuses + :statuses < 0 THEN 0 ELSE statuses + :statuses END
WHERE owner_id = :id;

-- name: account_count_posted :exec
-- in:   id account_id, at_ms i64
UPDATE account_count SET statuses = statuses + 1,
    last_status_ms = CASE WHEN last_status_ms < :at_ms THEN :at_ms ELSE last_status_ms END
WHERE owner_id = :id;

-- name: account_next_seq :one
-- in:   id account_id
-- out:  fanout_seq i64
UPDATE account_count SET fanout_seq = fanout_seq + 1 WHERE owner_id = :id RETURNING fanout_seq;

-- name: account_key_insert :exec
-- in:   owner account_id, public_key blob, private_box blob, created_ms i64
INSERT INTO account_key (owner_id, public_key, private_box, created_ms)
VALUES (:owner, :public_key, :private_box, :created_ms);

-- name: account_key_by_owner :maybe
-- in:   owner account_id
-- out:  public_key blob, private_box blob
SELECT public_key, private_box FROM account_key WHERE owner_id = :owner;

-- Handles that begin with a text: names first, then domains of one name. `upto` is the text with a byte behind it that no
-- handle has.
-- name: account_ids_by_username :many account_id_row
-- in:   low text, upto text, but account_id, after i64, count i64
SELECT a.id AS account_id FROM account a WHERE a.username_key >= :low AND a.username_key < :upto AND a.state < 2
    AND a.id <> :but
ORDER BY a.username_key, a.domain LIMIT :count OFFSET :after;

-- name: account_ids_by_domain :many account_id_row
-- in:   username_key text, low text, upto text, but account_id, after i64, count i64
SELECT a.id AS account_id FROM account a
WHERE a.username_key = :username_key AND a.domain >= :low AND a.domain < :upto AND a.state < 2
    AND a.id <> :but
ORDER BY a.domain LIMIT :count OFFSET :after;

-- The same among those somebody follows.
-- name: followed_ids_by_handle :many account_id_row
-- in:   viewer account_id, low text, upto text, domain_low text, domain_upto text, after i64, count i64
SELECT a.id AS account_id FROM following f JOIN account a ON a.id = f.target_id
WHERE f.owner_id = :viewer AND a.username_key >= :low AND a.username_key < :upto AND a.domain >= :domain_low
    AND a.domain < :domain_upto AND a.state < 2
ORDER BY a.username_key, a.domain LIMIT :count OFFSET :after;

-- Who lets everybody search what they post.
-- name: account_ids_indexable :many account_id_row
-- in:   after account_id, count i64
SELECT a.id AS account_id FROM account a WHERE a.is_indexable = 1 AND a.id > :after ORDER BY a.id LIMIT :count;
