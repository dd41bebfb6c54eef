-- What a page of statuses shows beside them: what the viewer did with each, and the programs that wrote them.

-- kind: 0 favourite, 1 reblog, 2 bookmark, 3 pin
-- name: status_flags :many
-- in:   viewer account_id, ids status_id[40]
-- out:  status_id status_id, kind i64
SELECT status_id, 0 AS kind FROM favourite WHERE owner_id = :viewer AND status_id IN (:ids)
UNION ALL SELECT reblog_of_id, 1 FROM status WHERE reblog_of_id IN (:ids) AND owner_id = :viewer
UNION ALL SELECT status_id, 2 FROM bookmark WHERE owner_id = :viewer AND status_id IN (:ids)
UNION ALL SELECT status_id, 3 FROM status_pin WHERE owner_id = :viewer AND status_id IN (:ids)
LIMIT 160;

-- name: status_application_names :many
-- in:   ids application_id[40]
-- out:  id application_id, name text, website text?
SELECT id, name, website FROM application WHERE id IN (:ids) LIMIT 40;
