-- Rules for other servers.

-- set: domain_rule_row
--   domain text, severity i64, comment text?, created_ms i64, id i64, rejects_media bool, rejects_reports bool,
--   is_obfuscated bool, public_comment text?
-- from: r

-- The longest name is the nearest rule.
-- name: domain_rule_nearest :maybe domain_rule_row
-- in:   names text[10]
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.domain IN (:names) ORDER BY length(r.domain) DESC LIMIT 1;

-- name: domain_rule_by_id :maybe domain_rule_row
-- in:   id i64
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.id = :id;

-- name: domain_rule_page :page domain_rule_row
SELECT {{domain_rule_row}} FROM domain_rule r WHERE {{page:r.id}};

-- name: domain_rule_page_allow :page domain_rule_row
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.severity = 2 AND {{page:r.id}};

-- name: domain_rule_page_other :page domain_rule_row
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.severity <> 2 AND {{page:r.id}};

-- name: domain_rule_by_domain :maybe domain_rule_row
-- in:   domain text
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.domain = :domain;

-- name: domain_rule_set_more :exec
-- in:   id i64, rejects_media bool, rejects_reports bool, is_obfuscated bool, public_comment text?
UPDATE domain_rule SET rejects_media = :rejects_media, rejects_reports = :rejects_reports,
    is_obfuscated = :is_obfuscated, public_comment = :public_comment WHERE id = :id;

-- In the order of names: for whoever reads all of them.
-- name: domain_rule_names :many domain_rule_row
-- in:   after text, count i64
SELECT {{domain_rule_row}} FROM domain_rule r WHERE r.domain > :after ORDER BY r.domain LIMIT :count;

-- name: domain_rule_upsert :one
-- in:   domain text, severity i64, comment text?, created_ms i64, id i64
-- out:  id i64
INSERT INTO domain_rule (domain, severity, comment, created_ms, id)
VALUES (:domain, :severity, :comment, :created_ms, :id)
ON CONFLICT (domain) DO UPDATE SET severity = excluded.severity, comment = excluded.comment RETURNING id;

-- name: domain_rule_delete :exec
-- in:   id i64
DELETE FROM domain_rule WHERE id = :id;
