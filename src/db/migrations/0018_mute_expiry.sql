-- Mutes that end by themselves, so that what is over is found and deleted.

CREATE INDEX mute_expiry ON mute (expires_ms) WHERE expires_ms IS NOT NULL;
