-- A report as staff works on it: who has taken it, which rules it names, when it was touched.

ALTER TABLE report ADD COLUMN assigned_to_id {{i64}};
ALTER TABLE report ADD COLUMN updated_ms {{i64}};
CREATE INDEX report_assigned ON report (assigned_to_id) WHERE assigned_to_id IS NOT NULL;
CREATE INDEX report_handled ON report (id) WHERE handled_ms IS NOT NULL;
DROP INDEX report_owner;
DROP INDEX report_target;
CREATE INDEX report_owner ON report (owner_id, id);
CREATE INDEX report_target ON report (target_id, id);

CREATE TABLE report_rule (
    owner_id {{i64}} NOT NULL,
    report_id {{i64}} NOT NULL,
    rule_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, report_id, rule_id)
) {{clustered}};
