-- Facts about this instance, by name.

-- name: meta_by_name :maybe
-- in:   name text
-- out:  value blob
SELECT value FROM instance_meta WHERE name = :name;

-- name: meta_put :exec
-- in:   name text, value blob
INSERT INTO instance_meta (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: meta_delete :exec
-- in:   name text
DELETE FROM instance_meta WHERE name = :name;
