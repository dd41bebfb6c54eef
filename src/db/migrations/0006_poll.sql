-- Polls: what a status asks, the answers to choose from, who chose what.

CREATE TABLE poll (
    status_id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    is_multiple {{i64}} NOT NULL,
    hides_totals {{i64}} NOT NULL,
    voters {{i64}} NOT NULL,
    expires_ms {{i64}},
    updated_ms {{i64}},
    is_update_due {{i64}} NOT NULL,
    is_ended {{i64}} NOT NULL
) {{strict}};
CREATE INDEX poll_owner ON poll (owner_id);

CREATE TABLE poll_option (
    option_id {{i64}} NOT NULL PRIMARY KEY,
    status_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    position {{i64}} NOT NULL,
    title_box {{blob}} NOT NULL,
    votes {{i64}} NOT NULL
) {{strict}};
CREATE INDEX poll_option_status ON poll_option (status_id, position);
CREATE INDEX poll_option_owner ON poll_option (owner_id);

CREATE TABLE poll_voter (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id)
) {{clustered}};
CREATE INDEX poll_voter_status ON poll_voter (status_id, owner_id);

CREATE TABLE poll_vote (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    option_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id, option_id)
) {{clustered}};
CREATE INDEX poll_vote_status ON poll_vote (status_id);
