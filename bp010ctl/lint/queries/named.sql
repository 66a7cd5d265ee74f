-- whether a relation, and a column of it where one is given, is there
SELECT
    CASE
        WHEN %(columna)s::text IS NULL THEN pg_catalog.to_regclass(%(relacion)s) IS NOT NULL
        ELSE EXISTS (
            SELECT
            FROM pg_catalog.pg_attribute AS campo
            WHERE
                campo.attrelid = pg_catalog.to_regclass(%(relacion)s)
                AND campo.attname = %(columna)s
                AND campo.attnum > 0
                AND NOT campo.attisdropped
        )
    END AS existe
