CREATE OR REPLACE PROCEDURE etl.sp_particionar(
    p_tabla regclass,
    p_periodo interval,
    p_adelante interval,
    p_sufijo text,
    p_limite text,
    p_inicio text
)
LANGUAGE plpgsql
AS $$
-- Purpose: makes a table's partitions, of p_periodo each: today's and those of the time ahead first, whatever
--   else there is; then, of the times that its default partition holds rows of, the past from the newest on
--   and the future from the nearest on. At most 60, and none but the first ones after 200,000 rows moved:
--   the rest comes with the next run. p_sufijo, p_limite: to_char formats of names and limits; p_inicio:
--   the expression that gives a row's period.
-- Second run: finds them all there. Reads: the default partition. Writes: partitions of p_tabla.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_ahora CONSTANT timestamp := etl.fnc_ahora() AT TIME ZONE 'UTC';
    v_hoy CONSTANT timestamp := date_trunc(
        CASE p_periodo WHEN '1 day' THEN 'day' WHEN '1 month' THEN 'month' ELSE 'year' END, v_ahora
    );
    v_inicio timestamp;
    v_turno integer;
    v_movidas bigint := 0::bigint;
BEGIN
    -- Two that have read a default partition and then want the table for themselves are a deadlock.
    PERFORM etl.fnc_cerrar_candado('particiones');
    FOR v_inicio, v_turno IN EXECUTE format(
        'SELECT inicio, min(turno) AS turno FROM ('
        ' SELECT generate_series($1, $2, $3) AS inicio, 0 AS turno UNION ALL'
        ' SELECT DISTINCT %1$s, CASE WHEN %1$s < $1 THEN 1 ELSE 2 END FROM %2$s'
        ') AS partes GROUP BY inicio'
        ' ORDER BY 2, extract(EPOCH FROM inicio) * CASE min(turno) WHEN 1 THEN -1 ELSE 1 END LIMIT 60',
        p_inicio, etl.fnc_particion_default(p_tabla)
    ) USING v_hoy, v_ahora + p_adelante, p_periodo
    LOOP
        EXIT WHEN v_movidas >= 200000 AND v_turno > 0;
        v_movidas := v_movidas + coalesce(
            etl.fnc_crear_particion(
                p_tabla,
                to_char(v_inicio, p_sufijo),
                to_char(v_inicio, p_limite),
                to_char(v_inicio + p_periodo, p_limite)
            ), 0::bigint
        );
    END LOOP;
END;
$$;

COMMENT ON PROCEDURE etl.sp_particionar
IS 'Makes a table''s partitions, today''s and those ahead first, and empties its default partition.';
