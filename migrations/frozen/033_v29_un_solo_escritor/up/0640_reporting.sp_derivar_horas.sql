CREATE OR REPLACE PROCEDURE reporting.sp_derivar_horas(
    p_pozos integer[],
    p_horas integer[],
    INOUT p_cambiados_pozos integer[] DEFAULT NULL,
    INOUT p_cambiados_horas timestamptz[] DEFAULT NULL
)
LANGUAGE plpgsql
AS $$
-- Purpose: writes what reporting.fnc_horas_juzgadas gives for these hours (well and YYYYMMDDHH as two
--   arrays) where they have a fact. The last two arguments come back with wells and times of changed hours.
-- Second run: writes nothing; only rows that differ are locked, in key order, and written.
-- Reads: reporting.fnc_horas_juzgadas. Writes: reporting.fact_operaciones_horarias.
BEGIN
    SELECT
        array_agg(cambios.pozo),
        array_agg(cambios.valor::timestamptz)
    INTO p_cambiados_pozos, p_cambiados_horas
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_horarias', 'reporting.fnc_horas_juzgadas', p_pozos, p_horas,
        p_devuelve => '{pozo_id,fecha_hora}', p_solo_actualiza => TRUE
    ) AS cambios;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_derivar_horas
IS 'Part of sp_calcular_derivados_completos: derived values and judged KPIs of hours.';
