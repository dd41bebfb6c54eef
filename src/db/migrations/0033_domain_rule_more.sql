-- What a rule for another server refuses besides, and what everybody may read about it.

ALTER TABLE domain_rule ADD COLUMN rejects_media {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE domain_rule ADD COLUMN rejects_reports {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE domain_rule ADD COLUMN is_obfuscated {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE domain_rule ADD COLUMN public_comment TEXT;
CREATE INDEX domain_rule_allow ON domain_rule (id) WHERE severity = 2;
CREATE INDEX domain_rule_other ON domain_rule (id) WHERE severity <> 2;
