CREATE OR REPLACE PROCEDURE etl.sp_crear_particiones(p_tabla text DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: makes the partitions of the time ahead (landing 7 days, readings 3 months, hourly and daily
--   facts 1 year) and of the times that default partitions hold rows of, which move there while others
--   wait. Of one table, whose failure is raised, or of all four: then the failure of one is an alert and the
--   others get theirs. Only the tables' owner can.
-- Second run: finds them all there. Reads: the default partitions.
-- Writes: partitions of the four tables, etl.alertas.
DECLARE
    v_tabla record;
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
        WHERE p_tabla IS NULL OR tablas.nombre = p_tabla
    LOOP
        BEGIN
            CALL etl.sp_particionar(
                v_tabla.nombre::regclass, v_tabla.periodo, v_tabla.adelante,
                v_tabla.sufijo, v_tabla.limite, v_tabla.inicio
            );
            UPDATE etl.alertas AS alertas
            SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
            WHERE alertas.tipo = 'particiones'
                AND alertas.ubicacion_id = v_tabla.nombre
                AND alertas.resuelta_en IS NULL;
        EXCEPTION
            WHEN OTHERS THEN
                IF p_tabla IS NOT NULL THEN
                    RAISE;
                END IF;
                PERFORM etl.fnc_alerta(
                    'particiones', 'CRITICAL', 'mantenimiento', v_tabla.nombre, NULL,
                    format('no partitions were made for %s: %s (%s)', v_tabla.nombre, sqlerrm, sqlstate)
                );
                RAISE WARNING 'no partitions were made for %: % (%)', v_tabla.nombre, sqlerrm, sqlstate;
        END;
    END LOOP;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table "%" is not one that gets partitions', p_tabla
        USING ERRCODE = 'undefined_table', HINT = 'Landing, readings, hourly and daily facts do.';
    END IF;
END;
$$;

COMMENT ON PROCEDURE etl.sp_crear_particiones
IS 'Makes the partitions of the time ahead, of one table or each by itself, and empties default partitions.';
