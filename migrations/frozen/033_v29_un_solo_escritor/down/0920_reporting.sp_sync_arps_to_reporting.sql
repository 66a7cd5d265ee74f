CREATE OR REPLACE PROCEDURE reporting.sp_sync_arps_to_reporting()
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: brings the Arps analyses to reporting: EUR to the days (eur_modelo_arps), EUR − Np and the days
--   that it lasts at the mean oil rate of 30 days to the KPI rows, EUR (else workbook reserves) − Np to the
--   months. The newest row of a well takes the newest analysis, an older one what was in force then. A
--   dirty key stands for its day and all later ones, because oil of a day is in the Np of all later days.
-- Second run: writes nothing; only rows that differ are written.
-- Reads: universal.arps_resultados_declinacion, queue arps, stage.tbl_pozo_maestra, tbl_pozo_reservas,
--   daily and monthly facts. Writes: see reporting.sp_sync_arps_dias and sp_sync_arps_meses.
DECLARE
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_pozos integer[];
    v_fechas date[];
BEGIN
    SELECT
        array_agg(c.well_id),
        array_agg(c.fecha)
    INTO v_pozos, v_fechas
    FROM (
        SELECT
            k.well_id,
            min((k.hora AT TIME ZONE v_zona)::date) AS fecha
        FROM etl.fnc_reclamar_claves('arps', NULL, NULL, NULL) AS k
        GROUP BY k.well_id
    ) AS c;

    CALL reporting.sp_sync_arps_dias(v_pozos, v_fechas);
    CALL reporting.sp_sync_arps_meses();
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_arps_to_reporting
IS 'Remaining recovery (bbl) and life (d) by the Arps analyses, to KPI rows, days and months.';
