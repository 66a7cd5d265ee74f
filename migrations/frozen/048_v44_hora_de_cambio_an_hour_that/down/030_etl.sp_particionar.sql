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
--   the rest comes with the next run. Partitions that others made get the triggers that ours have. p_sufijo, p_limite: to_char formats of names and limits; p_inicio:
--   the expression that gives a row's period.
-- Second run: finds them all there. Reads: the default partition. Writes: partitions of p_tabla.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_ahora CONSTANT timestamp := etl.fnc_ahora() AT TIME ZONE 'UTC';
    v_hoy CONSTANT timestamp := date_trunc(
        CASE p_periodo WHEN '1 day' THEN 'day' WHEN '1 month' THEN 'month' ELSE 'year' END, v_ahora
    );
    v_inicios timestamp[]; -- read whole: no cursor may be open on a partition whose rows move
    v_turnos integer[];
    v_inicio timestamp;
    v_turno integer;
    v_movidas bigint := 0::bigint;
BEGIN
    -- Two that have read a default partition and then want the table for themselves are a deadlock.
    PERFORM etl.fnc_cerrar_candado('particiones');
    EXECUTE format(
        'SELECT array_agg(inicio) AS inicios, array_agg(turno) AS turnos FROM ('
        'SELECT inicio, min(turno) AS turno FROM ('
        ' SELECT generate_series($1, $2, $3) AS inicio, 0 AS turno UNION ALL'
        ' SELECT DISTINCT %1$s AS inicio, CASE WHEN %1$s < $1 THEN 1 ELSE 2 END AS turno FROM %2$s'
        ') AS partes GROUP BY inicio'
        ' ORDER BY 2, extract(EPOCH FROM inicio) * CASE min(turno) WHEN 1 THEN -1 ELSE 1 END LIMIT 60'
        ') AS primeras',
        p_inicio, etl.fnc_particion_default(p_tabla)
    )
    INTO v_inicios, v_turnos
    USING v_hoy, v_ahora + p_adelante, p_periodo;
    FOR v_inicio, v_turno IN SELECT * FROM unnest(v_inicios, v_turnos) LOOP
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
    PERFORM etl.fnc_repetir_disparadores(herencia.inhrelid::regclass)
    FROM pg_catalog.pg_inherits AS herencia
    WHERE herencia.inhparent = p_tabla;
END;
$$;

COMMENT ON PROCEDURE etl.sp_particionar
IS 'Makes a table''s partitions, today''s and those ahead first, and empties its default partition.';
