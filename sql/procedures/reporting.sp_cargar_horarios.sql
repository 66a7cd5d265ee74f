CREATE OR REPLACE PROCEDURE reporting.sp_cargar_horarios(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: hourly facts of wells' days (pairs of two arrays); hands the hours that changed on to the
--   derived values.
-- Second run: writes nothing.
-- Reads: reporting.tbl_resumen_horario. Writes: reporting.fact_operaciones_horarias, etl.claves_sucias.
DECLARE
    v_fechas integer[] := ARRAY(
        SELECT to_char(claves.fecha, 'YYYYMMDD')::integer
        FROM unnest(p_fechas) WITH ORDINALITY AS claves (fecha, orden)
        ORDER BY claves.orden
    );
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    SELECT
        array_agg(cambios.pozo),
        array_agg(cambios.valor::timestamptz)
    INTO v_pozos, v_horas
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_horarias', 'reporting.fnc_hechos_horarios', p_pozos, v_fechas,
        p_ambito => 'pozo_id = clave.pozo AND fecha_id = clave.periodo',
        p_devuelve => '{pozo_id,fecha_hora}'
    ) AS cambios;

    -- an hour that starts at half past lies in two of UTC
    PERFORM etl.fnc_encolar_claves(
        'derivados',
        v_pozos || v_pozos,
        v_horas || ARRAY(
            SELECT cambiadas.hora + interval '59 minutes'
            FROM unnest(v_horas) WITH ORDINALITY AS cambiadas (hora, orden)
            ORDER BY cambiadas.orden
        )
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_horarios
IS 'Brings the hourly facts of wells'' days up to date and enqueues what changed for the derived values.';
