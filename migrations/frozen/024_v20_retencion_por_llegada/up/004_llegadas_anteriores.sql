DO $$
-- What is in landing already arrived when it is stamped, as far as anybody knows. A partition of a day tells
-- it by its limits; only the default partition is read.
DECLARE
    v_parte record;
BEGIN
    FOR v_parte IN
        SELECT
            partes.inhrelid::regclass AS nombre,
            substring(
                pg_get_expr(clases.relpartbound, clases.oid) FROM $q$FROM \('([^']+)'\)$q$
            )::timestamptz AS desde
        FROM pg_catalog.pg_inherits AS partes
        INNER JOIN pg_catalog.pg_class AS clases ON partes.inhrelid = clases.oid
        WHERE partes.inhparent = 'stage.landing_scada_data'::regclass
    LOOP
        EXECUTE format(
            CASE
                WHEN v_parte.desde IS NULL
                    THEN 'INSERT INTO etl.llegadas (dia, llegada) SELECT DISTINCT d, d FROM %1$s'
                        ' CROSS JOIN LATERAL (SELECT (cargado_en AT TIME ZONE %2$L)::date AS d) AS dias'
                ELSE 'INSERT INTO etl.llegadas (dia, llegada) SELECT d, d'
                    ' FROM (SELECT (%3$L::timestamptz AT TIME ZONE %2$L)::date AS d) AS dias'
                    ' WHERE EXISTS (SELECT FROM %1$s)'
            END,
            v_parte.nombre, 'UTC', v_parte.desde
        );
    END LOOP;
END;
$$;
