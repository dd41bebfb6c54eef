-- Preview cards, shared by the statuses that link to the same page.

-- set: preview_card_row
--   id preview_card_id, url text, title text, description text?, provider text?, author_name text?, author_id account_id?,
--   image_url text?, image_alt text?, image_width i64, image_height i64, published_ms i64?, fetched_ms i64
-- from: c

-- name: preview_card_by_url :maybe preview_card_row
-- in:   url text
SELECT {{preview_card_row}} FROM preview_card c WHERE c.url = :url;

-- A page that says nothing of itself is remembered and not shown.
-- name: preview_cards_by_status :many
-- in:   ids status_id[40]
-- out:  status_id status_id, card_id preview_card_id, url text, title text, description text?, provider text?,
--       author_name text?, author_id account_id?, image_url text?, image_alt text?, image_width i64, image_height i64,
--       published_ms i64?, fetched_ms i64
SELECT s.status_id, c.id AS card_id, c.url, c.title, c.description, c.provider, c.author_name, c.author_id, c.image_url,
    c.image_alt, c.image_width, c.image_height, c.published_ms, c.fetched_ms
FROM status_card s JOIN preview_card c ON c.id = s.card_id
WHERE s.status_id IN (:ids) AND c.title <> '' ORDER BY s.status_id LIMIT 40;

-- name: preview_card_upsert :one
-- in:   id preview_card_id, url text, host text, title text, description text?, provider text?, author_name text?,
--       author account_id?, image_url text?, image_alt text?, image_width i64, image_height i64, published_ms i64?, fetched_ms i64
-- out:  id preview_card_id
INSERT INTO preview_card (id, url, host, title, description, provider, author_name, author_id, image_url, image_alt, image_width,
    image_height, published_ms, fetched_ms, use_count)
VALUES (:id, :url, :host, :title, :description, :provider, :author_name, :author, :image_url, :image_alt, :image_width,
    :image_height, :published_ms, :fetched_ms, 0)
ON CONFLICT (url) DO UPDATE SET title = excluded.title, description = excluded.description, provider = excluded.provider,
    author_name = excluded.author_name, author_id = excluded.author_id, image_url = excluded.image_url,
    image_alt = excluded.image_alt, image_width = excluded.image_width, image_height = excluded.image_height,
    published_ms = excluded.published_ms, fetched_ms = excluded.fetched_ms
RETURNING id;

-- name: status_card_find :maybe
-- in:   status status_id
-- out:  card_id preview_card_id
SELECT card_id FROM status_card WHERE status_id = :status;

-- Not on a status that is gone, nor of an account that is being erased.
-- name: status_card_insert :exec
-- in:   status status_id, card preview_card_id
INSERT INTO status_card (status_id, owner_id, card_id) SELECT s.id, s.owner_id, :card FROM status s
JOIN account a ON a.id = s.owner_id WHERE s.id = :status AND a.state <> 3;

-- name: status_card_delete :exec
-- in:   status status_id
DELETE FROM status_card WHERE status_id = :status;

-- name: preview_card_count :exec
-- in:   id preview_card_id, change i64
UPDATE preview_card SET use_count = use_count + :change WHERE id = :id;

-- name: preview_card_delete_unused :exec
-- in:   id preview_card_id
DELETE FROM preview_card WHERE id = :id AND use_count <= 0;
