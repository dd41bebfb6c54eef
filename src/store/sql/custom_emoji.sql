-- Custom emoji of the instance.

-- set: custom_emoji_row
--   id custom_emoji_id, shortcode text, category text?, is_listed bool, is_moving bool, updated_ms i64, mime text

-- name: custom_emojis_after :many custom_emoji_row
-- in:   after text, count i64
SELECT {{custom_emoji_row}} FROM custom_emoji WHERE shortcode > :after ORDER BY shortcode LIMIT :count;

-- name: custom_emoji_get :maybe custom_emoji_row
-- in:   id custom_emoji_id
SELECT {{custom_emoji_row}} FROM custom_emoji WHERE id = :id;

-- name: custom_emoji_find :maybe custom_emoji_row
-- in:   shortcode text
SELECT {{custom_emoji_row}} FROM custom_emoji WHERE shortcode = :shortcode;

-- name: custom_emoji_count :count
-- plan: scan when one is added, a few thousand rows at most
SELECT count(*) FROM custom_emoji;

-- name: custom_emoji_insert :exec
-- in:   id custom_emoji_id, shortcode text, category text?, is_listed bool, is_moving bool, updated_ms i64, mime text
INSERT INTO custom_emoji (id, shortcode, category, is_listed, is_moving, updated_ms, mime)
VALUES (:id, :shortcode, :category, :is_listed, :is_moving, :updated_ms, :mime);

-- name: custom_emoji_update :exec
-- in:   id custom_emoji_id, category text?, is_listed bool
UPDATE custom_emoji SET category = :category, is_listed = :is_listed WHERE id = :id;

-- name: custom_emoji_delete :exec
-- in:   id custom_emoji_id
DELETE FROM custom_emoji WHERE id = :id;

-- name: custom_emoji_picture_insert :exec
-- in:   emoji custom_emoji_id, version i64, mime text, bytes blob
INSERT INTO custom_emoji_picture (emoji_id, version, mime, bytes) VALUES (:emoji, :version, :mime, :bytes);

-- name: custom_emoji_picture_find :maybe
-- in:   emoji custom_emoji_id, version i64
-- out:  mime text, bytes blob
SELECT mime, bytes FROM custom_emoji_picture WHERE emoji_id = :emoji AND version = :version;

-- name: custom_emoji_pictures_delete :exec
-- in:   emoji custom_emoji_id
DELETE FROM custom_emoji_picture WHERE emoji_id = :emoji;
