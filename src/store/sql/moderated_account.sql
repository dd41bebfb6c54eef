-- Accounts as moderators look for them: candidates by what an index has, to be loaded and looked at.

-- name: moderated_all :page account_id_row
SELECT a.id AS account_id FROM account a WHERE {{page:a.id}};

-- name: moderated_local :page account_id_row
SELECT a.id AS account_id FROM account a WHERE a.host_id IS NULL AND {{page:a.id}};

-- name: moderated_domain :page account_id_row
-- in:   domain text
SELECT a.id AS account_id FROM account a WHERE a.domain = :domain AND a.domain <> '' AND {{page:a.id}};

-- name: moderated_state :page account_id_row
-- in:   state i64
SELECT a.id AS account_id FROM account a WHERE a.state = :state AND a.state <> 0 AND {{page:a.id}};

-- name: moderated_sensitized :page account_id_row
SELECT a.id AS account_id FROM account a WHERE a.is_sensitized = 1 AND {{page:a.id}};

-- name: moderated_user_state :page account_id_row
-- in:   state i64
SELECT u.owner_id AS account_id FROM local_user u WHERE u.state = :state AND u.state <> 0 AND {{page:u.owner_id}};

-- Few, to be put into the order of ids as well.
-- name: moderated_staff :many account_id_row
SELECT u.owner_id AS account_id FROM local_user u WHERE u.role > 1 ORDER BY u.role, u.owner_id LIMIT 1000;

-- The first of those whose handle begins so, to be put into the order of ids.
-- name: moderated_username :many account_id_row
-- in:   low text, upto text, count i64
SELECT a.id AS account_id FROM account a WHERE a.username_key >= :low AND a.username_key < :upto
ORDER BY a.username_key, a.domain LIMIT :count;
