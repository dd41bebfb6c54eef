-- Applications, the codes on their way to them, and their tokens. Codes and tokens lie as keyed hashes.

-- set: application_row
--   id application_id, client_id text, name text, website text?, redirect_uris text, scopes i64, created_ms i64
-- from: a

-- name: application_by_id :maybe application_row
-- in:   id application_id
SELECT {{application_row}} FROM application a WHERE a.id = :id;

-- name: application_by_client :maybe application_row
-- in:   client_id text
SELECT {{application_row}} FROM application a WHERE a.client_id = :client_id;

-- name: applications_by_ids :many application_row
-- in:   ids application_id[40]
SELECT {{application_row}} FROM application a WHERE a.id IN (:ids) LIMIT 40;

-- name: application_secret :one
-- in:   id application_id
-- out:  secret_hash blob
SELECT secret_hash FROM application WHERE id = :id;

-- name: application_insert :exec
-- in:   id application_id, client_id text, secret_hash blob, name text, website text?, redirect_uris text, scopes i64,
--       created_ms i64
INSERT INTO application (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_ms)
VALUES (:id, :client_id, :secret_hash, :name, :website, :redirect_uris, :scopes, :created_ms);

-- name: oauth_code_insert :exec
-- in:   hash blob, owner account_id, user user_id, application application_id, scopes i64, redirect_uri text,
--       challenge text?, expires_ms i64
INSERT INTO oauth_code (hash, owner_id, user_id, application_id, scopes, redirect_uri, challenge, expires_ms, token_id)
VALUES (:hash, :owner, :user, :application, :scopes, :redirect_uri, :challenge, :expires_ms, NULL);

-- A taken code stays until it expires, with the token it was taken for: who brings it again ends that token.
-- name: oauth_code_take :maybe
-- in:   hash blob, token token_id
-- out:  owner_id account_id, user_id user_id, application_id application_id, scopes i64, redirect_uri text,
--       challenge text?, expires_ms i64
UPDATE oauth_code SET token_id = :token WHERE hash = :hash AND token_id IS NULL
RETURNING owner_id, user_id, application_id, scopes, redirect_uri, challenge, expires_ms;

-- name: oauth_code_token :maybe
-- in:   hash blob
-- out:  token_id token_id?
SELECT token_id FROM oauth_code WHERE hash = :hash;

-- name: oauth_codes_delete_user :exec
-- in:   user user_id
DELETE FROM oauth_code WHERE user_id = :user;

-- name: oauth_codes_expire :exec
-- in:   before_ms i64
DELETE FROM oauth_code WHERE expires_ms < :before_ms;

-- Everything that decides what a token may, in one look.
-- name: token_viewer :maybe
-- in:   hash blob
-- out:  id token_id, owner_id account_id?, user_id user_id?, application_id application_id, scopes i64,
--       person_id account_id?, role i64?, user_state i64?, person_state i64?, account_state i64?, page_role i64?,
--       used_day i64
SELECT t.id AS id, t.owner_id AS owner_id, t.user_id AS user_id, t.application_id AS application_id,
    t.scopes AS scopes, u.owner_id AS person_id, u.role AS role, u.state AS user_state, me.state AS person_state,
    a.state AS account_state, p.role AS page_role, t.used_day AS used_day
FROM token t
LEFT JOIN local_user u ON u.id = t.user_id
LEFT JOIN account me ON me.id = u.owner_id
LEFT JOIN account a ON a.id = t.owner_id
LEFT JOIN page_role p ON p.owner_id = t.owner_id AND p.account_id = u.owner_id
WHERE t.hash = :hash;

-- name: token_by_hash :maybe
-- in:   hash blob
-- out:  id token_id, application_id application_id
SELECT id, application_id FROM token WHERE hash = :hash;

-- name: tokens_by_user :many
-- in:   user user_id, after token_id, count i64
-- out:  id token_id, owner_id account_id?, name text, website text?, scopes i64, created_ms i64, used_day i64
SELECT t.id AS id, t.owner_id AS owner_id, a.name AS name, a.website AS website, t.scopes AS scopes,
    t.created_ms AS created_ms, t.used_day AS used_day
FROM token t JOIN application a ON a.id = t.application_id
WHERE t.user_id = :user AND t.id > :after ORDER BY t.id LIMIT :count;

-- name: token_insert :exec
-- in:   id token_id, owner account_id?, user user_id?, application application_id, hash blob, scopes i64,
--       created_ms i64
INSERT INTO token (id, owner_id, user_id, application_id, hash, scopes, created_ms, used_day)
VALUES (:id, :owner, :user, :application, :hash, :scopes, :created_ms, 0);

-- name: token_used :exec
-- in:   id token_id, day i64
UPDATE token SET used_day = :day WHERE id = :id AND used_day < :day;

-- name: token_delete :exec
-- in:   id token_id
DELETE FROM token WHERE id = :id;

-- name: token_delete_own :exec
-- in:   id token_id, user user_id
DELETE FROM token WHERE id = :id AND user_id = :user;

-- name: tokens_delete_user :exec
-- in:   user user_id
DELETE FROM token WHERE user_id = :user;

-- name: tokens_delete_acting :exec
-- in:   owner account_id, user user_id
DELETE FROM token WHERE user_id = :user AND owner_id = :owner;
