-- Pages: who has which role on them. owner_id is the page.

-- set: page_role_row
--   owner_id account_id, account_id account_id, role i64, granted_ms i64
-- from: p

-- name: page_role_by_account :maybe page_role_row
-- in:   page account_id, account account_id
SELECT {{page_role_row}} FROM page_role p WHERE p.owner_id = :page AND p.account_id = :account;

-- name: page_roles_by_page :many page_role_row
-- in:   page account_id, after account_id, count i64
SELECT {{page_role_row}} FROM page_role p WHERE p.owner_id = :page AND p.account_id > :after
ORDER BY p.account_id LIMIT :count;

-- name: page_roles_by_account :many page_role_row
-- in:   account account_id, after account_id, count i64
SELECT {{page_role_row}} FROM page_role p WHERE p.account_id = :account AND p.owner_id > :after
ORDER BY p.owner_id LIMIT :count;

-- name: page_role_count :count
-- in:   page account_id, role i64
SELECT count(*) FROM page_role WHERE owner_id = :page AND role = :role;

-- name: page_role_put :exec
-- in:   page account_id, account account_id, role i64, granted_ms i64
INSERT INTO page_role (owner_id, account_id, role, granted_ms) VALUES (:page, :account, :role, :granted_ms)
ON CONFLICT (owner_id, account_id) DO UPDATE SET role = excluded.role, granted_ms = excluded.granted_ms;

-- name: page_role_delete :exec
-- in:   page account_id, account account_id
DELETE FROM page_role WHERE owner_id = :page AND account_id = :account;

-- name: page_setting_get :maybe
-- in:   page account_id
-- out:  needs_approval bool
SELECT needs_approval FROM page_setting WHERE owner_id = :page;

-- name: page_setting_put :exec
-- in:   page account_id, needs_approval bool
INSERT INTO page_setting (owner_id, needs_approval) VALUES (:page, :needs_approval)
ON CONFLICT (owner_id) DO UPDATE SET needs_approval = excluded.needs_approval;
