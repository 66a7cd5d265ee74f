CREATE OR REPLACE PROCEDURE etl.sp_crear_particiones()
LANGUAGE plpgsql
AS $$
-- Purpose: makes the partitions of the time ahead (landing 7 days, readings 3 months, hourly and daily
--   facts 1 year) and of the times that default partitions hold rows of, which move there, while others
--   wait. Only the tables' owner can. The newest 60 a table and run, and none after 200,000 rows moved;
--   the rest comes with the next run.
-- Second run: finds them all there.
-- Reads: the default partitions. Writes: partitions of the four tables. The queries are made here.
-- @plpgsql_check_options: security_warnings = off
DECLARE
    v_ahora CONSTANT timestamp := etl.fnc_ahora() AT TIME ZONE 'UTC';
    v_tabla record;
    v_inicio timestamp;
    v_movidas bigint;
BEGIN
    FOR v_tabla IN
        SELECT *
        FROM (
            VALUES
            (
                'stage.landing_scada_data', interval '1 day', interval '7 days', 'YYYY_MM_DD',
                'YYYY-MM-DD HH24:MI:SS+00', $q$date_trunc('day', cargado_en AT TIME ZONE 'UTC')$q$
            ),
            (
                'stage.tbl_pozo_produccion', interval '1 month', interval '3 months', 'YYYY_MM',
                'YYYY-MM-DD HH24:MI:SS+00', $q$date_trunc('month', timestamp_lectura AT TIME ZONE 'UTC')$q$
            ),
            (
                'reporting.fact_operaciones_horarias', interval '1 year', interval '1 year', 'YYYY',
                'YYYYMMDD', 'make_date(fecha_id / 10000, 1, 1)::timestamp'
            ),
            (
                'reporting.fact_operaciones_diarias', interval '1 year', interval '1 year', 'YYYY',
                'YYYYMMDD', 'make_date(fecha_id / 10000, 1, 1)::timestamp'
            )
        ) AS tablas (nombre, periodo, adelante, sufijo, limite, inicio)
    LOOP
        v_movidas := 0::bigint;
        FOR v_inicio IN EXECUTE format(
            'SELECT inicio FROM (SELECT %s AS inicio FROM %s_default UNION '
            'SELECT generate_series(date_trunc(%L, $1), $1 + $2, $3)) AS periodos ORDER BY inicio DESC LIMIT 60',
            v_tabla.inicio,
            v_tabla.nombre,
            CASE v_tabla.periodo
                WHEN '1 day' THEN 'day'
                WHEN '1 month' THEN 'month'
                ELSE 'year'
            END
        ) USING v_ahora, v_tabla.adelante, v_tabla.periodo
        LOOP
            v_movidas := v_movidas + coalesce(
                etl.fnc_crear_particion(
                    v_tabla.nombre::regclass,
                    to_char(v_inicio, v_tabla.sufijo),
                    to_char(v_inicio, v_tabla.limite),
                    to_char(v_inicio + v_tabla.periodo, v_tabla.limite)
                ), 0::bigint
            );
            EXIT WHEN v_movidas >= 200000; -- those of the time ahead came first
        END LOOP;
    END LOOP;
END;
$$;

COMMENT ON PROCEDURE etl.sp_crear_particiones
IS 'Makes the partitions of the time ahead and moves rows out of the default partitions.';
