-- What a page of statuses shows beside them: what the viewer did with each, and the programs that wrote them.

-- kind: 0 favourite, 1 reblog, 2 bookmark, 3 pin, 4 its conversation is muted, 5 it holds a tag the viewer follows
-- name: status_flags :many
-- in:   viewer account_id, ids status_id[40]
-- out:  status_id status_id, kind i64
SELECT status_id, 0 AS kind FROM favourite WHERE owner_id = :viewer AND status_id IN (:ids)
UNION ALL SELECT reblog_of_id, 1 FROM status WHERE reblog_of_id IN (:ids) AND owner_id = :viewer
UNION ALL SELECT status_id, 2 FROM bookmark WHERE owner_id = :viewer AND status_id IN (:ids)
UNION ALL SELECT status_id, 3 FROM status_pin WHERE owner_id = :viewer AND status_id IN (:ids)
UNION ALL SELECT s.id, 4 FROM status s JOIN thread_mute m ON m.owner_id = :viewer AND m.thread_id = s.thread_id
WHERE s.id IN (:ids)
UNION ALL SELECT s.status_id, 5 FROM status_tag s JOIN followed_tag f ON f.owner_id = :viewer AND f.tag_id = s.tag_id
WHERE s.status_id IN (:ids)
LIMIT 4200;

-- name: status_application_names :many
-- in:   ids application_id[40]
-- out:  id application_id, name text, website text?
SELECT id, name, website FROM application WHERE id IN (:ids) LIMIT 40;
