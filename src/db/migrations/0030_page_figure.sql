-- Figures of pages: how much happened on a day, and how many follow from where. Counts alone; nobody is in them.

CREATE TABLE page_figure (
    owner_id {{i64}} NOT NULL,
    day {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    host_id {{i64}} NOT NULL,
    value {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, day, kind, host_id)
) {{clustered}};
CREATE INDEX page_figure_day ON page_figure (day);
