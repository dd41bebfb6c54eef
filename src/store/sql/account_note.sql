-- What accounts wrote down about others.

-- name: account_notes_of :many
-- in:   owner account_id, ids account_id[40]
-- out:  id account_note_id, target_id account_id, note_box blob
SELECT id, target_id, note_box FROM account_note WHERE owner_id = :owner AND target_id IN (:ids) LIMIT 40;

-- The box is tied to the id, so a new text comes with a new one.
-- name: account_note_upsert :exec
-- in:   id account_note_id, owner account_id, target account_id, note_box blob
INSERT INTO account_note (id, owner_id, target_id, note_box) VALUES (:id, :owner, :target, :note_box)
ON CONFLICT (owner_id, target_id) DO UPDATE SET id = excluded.id, note_box = excluded.note_box;

-- name: account_note_delete :exec
-- in:   owner account_id, target account_id
DELETE FROM account_note WHERE owner_id = :owner AND target_id = :target;
