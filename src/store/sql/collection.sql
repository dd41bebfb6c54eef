-- Collections, and who is in them.

-- set: collection_row
--   id collection_id, owner_id account_id, is_sensitive bool, is_discoverable bool, language text?, updated_ms i64,
--   name_box blob, description_box blob?, tag_box blob?
-- from: c

-- name: collection_get :maybe collection_row
-- in:   id collection_id
SELECT {{collection_row}} FROM collection c WHERE c.id = :id;

-- Few by rule, so without paging.
-- name: collections_by_owner :many collection_row
-- in:   owner account_id
SELECT {{collection_row}} FROM collection c WHERE c.owner_id = :owner ORDER BY c.id DESC LIMIT 40;

-- name: collections_by_account :many collection_row
-- in:   account account_id, offset i64, count i64
SELECT {{collection_row}} FROM collection_item i JOIN collection c ON c.id = i.collection_id
WHERE i.account_id = :account AND i.is_revoked = 0 ORDER BY i.id DESC LIMIT :count OFFSET :offset;

-- name: collection_count :count
-- in:   owner account_id
SELECT count(*) FROM collection WHERE owner_id = :owner;

-- name: collection_insert :exec
-- in:   id collection_id, owner account_id, is_sensitive bool, is_discoverable bool, language text?, updated_ms i64,
--       name_box blob, description_box blob?, tag_box blob?
INSERT INTO collection (id, owner_id, is_sensitive, is_discoverable, language, updated_ms, name_box, description_box, tag_box)
VALUES (:id, :owner, :is_sensitive, :is_discoverable, :language, :updated_ms, :name_box, :description_box, :tag_box);

-- name: collection_update :exec
-- in:   id collection_id, is_sensitive bool, is_discoverable bool, language text?, updated_ms i64, name_box blob,
--       description_box blob?, tag_box blob?
UPDATE collection SET is_sensitive = :is_sensitive, is_discoverable = :is_discoverable, language = :language,
    updated_ms = :updated_ms, name_box = :name_box, description_box = :description_box, tag_box = :tag_box WHERE id = :id;

-- Keeps it there until the commit.
-- name: collection_touch :exec
-- in:   id collection_id, updated_ms i64
UPDATE collection SET updated_ms = :updated_ms WHERE id = :id;

-- name: collection_delete :exec
-- in:   id collection_id
DELETE FROM collection WHERE id = :id;

-- name: collection_items_delete :exec
-- in:   id collection_id
DELETE FROM collection_item WHERE collection_id = :id;

-- set: collection_item_row
--   id collection_item_id, collection_id collection_id, account_id account_id
-- from: i

-- name: collection_items_by_ids :many collection_item_row
-- in:   ids collection_id[40]
SELECT {{collection_item_row}} FROM collection_item i WHERE i.collection_id IN (:ids) AND i.is_revoked = 0
ORDER BY i.collection_id, i.id LIMIT 1000;

-- name: collection_item_count :count
-- in:   collection collection_id
SELECT count(*) FROM collection_item WHERE collection_id = :collection AND is_revoked = 0;

-- name: collection_item_insert :exec
-- in:   id collection_item_id, collection collection_id, account account_id, owner account_id
INSERT INTO collection_item (id, collection_id, account_id, owner_id, is_revoked)
VALUES (:id, :collection, :account, :owner, 0) ON CONFLICT (collection_id, account_id) DO NOTHING;

-- Who has left stays named, so that nobody puts them in again.
-- name: collection_item_delete :exec
-- in:   id collection_item_id, collection collection_id
DELETE FROM collection_item WHERE id = :id AND collection_id = :collection AND is_revoked = 0;

-- name: collection_item_revoke :exec
-- in:   id collection_item_id, collection collection_id, account account_id
UPDATE collection_item SET is_revoked = 1
WHERE id = :id AND collection_id = :collection AND account_id = :account AND is_revoked = 0;
