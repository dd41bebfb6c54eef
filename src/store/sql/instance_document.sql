-- Documents of the instance.

-- set: instance_document_row
--   kind i64, day i64, text text, updated_ms i64

-- name: instance_document_get :maybe instance_document_row
-- in:   kind i64, day i64
SELECT {{instance_document_row}} FROM instance_document WHERE kind = :kind AND day = :day;

-- name: instance_document_last :maybe instance_document_row
-- in:   kind i64, until_day i64
SELECT {{instance_document_row}} FROM instance_document WHERE kind = :kind AND day <= :until_day
ORDER BY day DESC LIMIT 1;

-- name: instance_document_next :maybe instance_document_row
-- in:   kind i64, after_day i64
SELECT {{instance_document_row}} FROM instance_document WHERE kind = :kind AND day > :after_day
ORDER BY day LIMIT 1;

-- name: instance_document_upsert :exec
-- in:   kind i64, day i64, text text, updated_ms i64
INSERT INTO instance_document (kind, day, text, updated_ms) VALUES (:kind, :day, :text, :updated_ms)
ON CONFLICT (kind, day) DO UPDATE SET text = excluded.text, updated_ms = excluded.updated_ms;

-- name: instance_document_delete :exec
-- in:   kind i64, day i64
DELETE FROM instance_document WHERE kind = :kind AND day = :day;
