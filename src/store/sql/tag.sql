-- Hashtags by their names.

-- Those that begin with a text, without that one itself: `upto` is the text with a character behind it that no hashtag has.
-- What stands in no status for everybody is nobody's to find.
-- name: tag_names_by_beginning :many
-- in:   begin text, upto text, is_reviewed bool, after i64, count i64
-- out:  name text
SELECT t.name FROM tag t WHERE t.name > :begin AND t.name < :upto AND t.is_unlisted = 0
    AND (:is_reviewed = 0 OR t.reviewed_ms IS NOT NULL) AND EXISTS (
    SELECT 1 FROM status_tag x JOIN status s ON s.id = x.status_id JOIN account a ON a.id = s.owner_id
    WHERE x.tag_id = t.id AND s.visibility = 0 AND a.state = 0)
ORDER BY t.name LIMIT :count OFFSET :after;
