CREATE OR REPLACE PROCEDURE reporting.sp_cargar_mensuales(
    p_pozos integer[],
    p_fechas date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: monthly facts of the months of wells' days (pairs of two arrays), and Np of all months of these
--   wells. Who depends on them learns of it by the days that changed (sp_cargar_diarios).
-- Second run: writes nothing.
-- Reads: reporting.fact_operaciones_diarias. Writes: reporting.fact_operaciones_mensuales.
DECLARE
    v_pozos integer[];
    v_meses text[];
BEGIN
    SELECT
        array_agg(claves.pozo_id ORDER BY claves.pozo_id, claves.anio_mes),
        array_agg(claves.anio_mes ORDER BY claves.pozo_id, claves.anio_mes)
    INTO v_pozos, v_meses
    FROM (
        SELECT DISTINCT
            dias.pozo_id,
            to_char(dias.fecha, 'YYYY-MM') AS anio_mes
        FROM unnest(p_pozos, p_fechas) AS dias (pozo_id, fecha)
    ) AS claves;

    PERFORM
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_mensuales', 'reporting.fnc_hechos_mensuales', v_pozos, v_meses,
        p_ambito => 'pozo_id = clave.pozo AND anio_mes = clave.periodo'
    );

    PERFORM
    FROM etl.fnc_guardar(
        'reporting.fact_operaciones_mensuales', 'reporting.fnc_np_acumulado', p_pozos, p_solo_actualiza => TRUE
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_mensuales
IS 'Brings months of wells'' days, and Np of all their months, up to date.';
