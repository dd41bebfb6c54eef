-- Jobs: rows of work, by ids. A claim takes several at once; a claimed row whose process died is taken again.

-- set: job_row
--   id job_id, kind i64, owner_id account_id?, subject_id i64, other_id i64?, attempts i64

-- name: job_insert :exec
-- in:   id job_id, kind i64, owner account_id?, subject i64, other i64?, run_ms i64
INSERT INTO job (id, kind, owner_id, subject_id, other_id, run_ms, attempts, claimed_ms)
VALUES (:id, :kind, :owner, :subject, :other, :run_ms, 0, NULL);

-- name: job_claim.sqlite :many job_row
-- in:   now_ms i64, count i64
UPDATE job SET claimed_ms = :now_ms, attempts = attempts + 1
WHERE id IN (SELECT id FROM job WHERE claimed_ms IS NULL AND run_ms <= :now_ms ORDER BY run_ms, id LIMIT :count)
RETURNING {{job_row}};

-- name: job_claim.postgres :many job_row
-- in:   now_ms i64, count i64
UPDATE job SET claimed_ms = :now_ms, attempts = attempts + 1
WHERE id IN (SELECT id FROM job WHERE claimed_ms IS NULL AND run_ms <= :now_ms ORDER BY run_ms, id LIMIT :count
             FOR UPDATE SKIP LOCKED)
RETURNING {{job_row}};

-- name: job_delete :exec
-- in:   id job_id
DELETE FROM job WHERE id = :id;

-- name: job_drop :exec
-- in:   kind i64, subject i64
DELETE FROM job WHERE kind = :kind AND subject_id = :subject AND claimed_ms IS NULL;

-- name: job_delete_subject :exec
-- in:   kind i64, subject i64
DELETE FROM job WHERE kind = :kind AND subject_id = :subject;

-- name: job_retry :exec
-- in:   id job_id, run_ms i64
UPDATE job SET claimed_ms = NULL, run_ms = :run_ms WHERE id = :id;

-- name: job_give_back :exec
-- in:   id job_id
UPDATE job SET claimed_ms = NULL, attempts = attempts - 1 WHERE id = :id AND claimed_ms IS NOT NULL;

-- name: job_unclaim :exec
-- in:   kind i64, back i64
UPDATE job SET claimed_ms = NULL, attempts = attempts - :back WHERE claimed_ms IS NOT NULL AND kind = :kind;

-- name: job_next :maybe
-- out:  run_ms i64
SELECT run_ms FROM job WHERE claimed_ms IS NULL AND run_ms >= 0 ORDER BY run_ms, id LIMIT 1;

-- name: job_has :one
-- in:   owner account_id, kind i64
-- out:  has bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM job WHERE owner_id = :owner AND kind = :kind) THEN 1 ELSE 0 END AS has;
