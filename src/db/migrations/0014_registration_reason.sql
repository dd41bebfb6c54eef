-- Who asks to be let in says why; it is emptied when that is decided.

ALTER TABLE local_user ADD COLUMN reason_box {{blob}};
CREATE INDEX local_user_pending ON local_user (id) WHERE state = 2;
