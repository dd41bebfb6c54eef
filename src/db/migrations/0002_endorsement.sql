-- Whom an account recommends on its profile: accounts that it follows.
CREATE TABLE endorsement (
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, target_id)
) {{clustered}};
CREATE INDEX endorsement_target ON endorsement (target_id, owner_id);
CREATE INDEX endorsement_order ON endorsement (owner_id, id);
