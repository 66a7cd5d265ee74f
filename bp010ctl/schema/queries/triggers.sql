-- the statements that make the triggers as they are now, each with the name of its file;
-- the caller pins search_path and the like, and
-- bp010.schemas, separated by commas
WITH
triggers AS (
    SELECT
        fired.oid,
        fired.tgname,
        format('%I.%I', namespace.nspname, relation.relname) AS fires_on
    FROM pg_catalog.pg_trigger AS fired
    INNER JOIN pg_catalog.pg_class AS relation
        ON fired.tgrelid = relation.oid
    INNER JOIN pg_catalog.pg_namespace AS namespace
        ON relation.relnamespace = namespace.oid
    WHERE
        NOT fired.tgisinternal
        AND fired.tgparentid = 0
        AND namespace.nspname = any(string_to_array(current_setting('bp010.schemas'), ','))
)

SELECT
    format('%s.%I', triggers.fires_on, triggers.tgname) AS filed,
    concat(
        replace(pg_get_triggerdef(triggers.oid), ' EXECUTE ', E'\n    EXECUTE '), ';',
        format(
            E'\n\nCOMMENT ON TRIGGER %I ON %s\nIS ', triggers.tgname, triggers.fires_on
        ) || quote_literal(obj_description(triggers.oid, 'pg_trigger')) || ';'
    ) AS made
FROM triggers
ORDER BY filed;
