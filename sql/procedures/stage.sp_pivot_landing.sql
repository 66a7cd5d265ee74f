CREATE OR REPLACE PROCEDURE stage.sp_pivot_landing(
    p_desde timestamptz DEFAULT NULL,
    p_hasta timestamptz DEFAULT NULL,
    p_well_id integer DEFAULT NULL
)
LANGUAGE plpgsql
SET work_mem = '128MB'
SET jit = off
SET enable_mergejoin = off -- rows that just arrived have no statistics: hash joins are the safe bet
SET enable_nestloop = off
AS $$
-- Purpose: turns the SCADA loads that arrived since the last run into readings, and counts what cannot be
--   used. Loads of an unknown unit are reported once and wait for its master row. With p_desde it takes all
--   that arrived from then to before p_hasta once more, by the map as it is now. p_well_id: of this well only.
-- Second run: finds no load and writes nothing; the same values loaded again change nothing. Taken once more,
--   what cannot be used is counted again.
-- Reads: stage.landing_scada_data, stage.tbl_pozo_maestra, referencial.tbl_var_scada_map.
-- Writes: stage.tbl_pozo_produccion, stage.tbl_landing_rechazos, etl.cargas_pendientes.
DECLARE
    v_dia record;
BEGIN
    -- one at a time: a load must not be overtaken by a later one
    PERFORM etl.fnc_cerrar_candado('pivote');

    INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)
    SELECT DISTINCT
        landing.cargado_en,
        landing.unit_id
    FROM stage.landing_scada_data AS landing
    INNER JOIN stage.tbl_pozo_maestra AS maestra
        ON landing.unit_id = maestra.well_id
    WHERE landing.cargado_en >= p_desde
        AND landing.cargado_en < coalesce(p_hasta, 'infinity')
        AND landing.unit_id = coalesce(p_well_id, landing.unit_id);

    -- by day of arrival: few partitions at a time, earlier arrivals before later ones
    FOR v_dia IN
        WITH reclamadas AS (
            DELETE FROM etl.cargas_pendientes AS pendiente
            USING stage.tbl_pozo_maestra AS maestra
            WHERE maestra.well_id = pendiente.unit_id
                AND pendiente.unit_id = coalesce(p_well_id, pendiente.unit_id)
            RETURNING pendiente.cargado_en, pendiente.unit_id
        )

        SELECT
            array_agg(cargas.cargado_en) AS cargas,
            array_agg(cargas.unit_id) AS unidades
        FROM (SELECT DISTINCT * FROM reclamadas) AS cargas
        GROUP BY date_trunc('day', cargas.cargado_en, 'UTC')
        ORDER BY date_trunc('day', cargas.cargado_en, 'UTC')
    LOOP
        CALL stage.sp_pivotar_cargas(v_dia.cargas, v_dia.unidades);
    END LOOP;

    FOR v_dia IN
        WITH sin_unidad AS (
            DELETE FROM etl.cargas_pendientes AS pendiente
            WHERE pendiente.unit_id IS NULL AND p_well_id IS NULL
            RETURNING pendiente.cargado_en, pendiente.unit_id
        ),

        sin_maestra AS (
            UPDATE etl.cargas_pendientes AS pendiente
            SET avisada_en = clock_timestamp()
            WHERE pendiente.avisada_en IS NULL
                AND pendiente.unit_id = coalesce(p_well_id, pendiente.unit_id)
                AND pendiente.unit_id NOT IN (SELECT maestra.well_id FROM stage.tbl_pozo_maestra AS maestra)
            RETURNING pendiente.cargado_en, pendiente.unit_id
        )

        SELECT
            array_agg(cargas.cargado_en) AS cargas,
            array_agg(cargas.unit_id) AS unidades
        FROM (SELECT * FROM sin_unidad UNION SELECT * FROM sin_maestra) AS cargas
        HAVING count(*) > 0
    LOOP
        CALL stage.sp_rechazar_cargas(v_dia.cargas, v_dia.unidades);
    END LOOP;

    DELETE FROM stage.tbl_landing_rechazos AS rechazo
    USING stage.tbl_pozo_maestra AS maestra
    WHERE rechazo.motivo = 'unidad_desconocida' AND rechazo.unit_id = maestra.well_id;
END;
$$;

COMMENT ON PROCEDURE stage.sp_pivot_landing
IS 'Turns SCADA loads that have not been read yet into wide readings; counts what cannot be used.';
