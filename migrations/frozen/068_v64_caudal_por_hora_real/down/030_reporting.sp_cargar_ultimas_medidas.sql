CREATE OR REPLACE PROCEDURE reporting.sp_cargar_ultimas_medidas()
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: brings up to date when each measure of the wells whose readings changed was read. An hour with readings that
--   lie ahead of now stays enqueued until their time has come. Part of sp_sync_dim_pozo_targets and
--   actualizar_current_values_v4.
-- Second run: writes nothing.
-- Reads: queue foto, reporting.fnc_ultimas_medidas. Writes: reporting.tbl_ultimas_medidas.
DECLARE
    v_limite CONSTANT timestamptz := stage.fnc_limite_lecturas();
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM (
        SELECT
            reclamadas.well_id,
            reclamadas.hora
        FROM etl.fnc_reclamar_claves('foto', NULL, v_limite, NULL) AS reclamadas
        UNION
        SELECT -- what lies ahead since clocks may differ by less
            guardada.well_id,
            date_bin('1 hour', momentos.momento, '2000-01-01 00:00:00+00') AS hora
        FROM reporting.tbl_ultimas_medidas AS guardada
        CROSS JOIN LATERAL unnest(guardada.momentos) AS momentos (momento)
        WHERE v_limite < ANY(guardada.momentos) AND momentos.momento > v_limite
    ) AS claves;

    IF v_pozos IS NULL THEN
        RETURN;
    END IF;

    PERFORM etl.fnc_encolar_claves('foto', array_agg(claves.well_id), array_agg(claves.hora))
    FROM unnest(v_pozos, v_horas) AS claves (well_id, hora)
    WHERE claves.hora + interval '1 hour' > v_limite
        AND EXISTS (
            SELECT
            FROM stage.tbl_pozo_produccion AS adelantada
            WHERE adelantada.well_id = claves.well_id
                AND adelantada.timestamp_lectura > v_limite
                AND adelantada.timestamp_lectura < claves.hora + interval '1 hour'
        );

    PERFORM etl.fnc_guardar(
        'reporting.tbl_ultimas_medidas',
        'reporting.fnc_ultimas_medidas',
        v_pozos,
        v_horas,
        p_ambito => 'well_id = clave.pozo'
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_ultimas_medidas
IS 'When each measure of the snapshot was read last, of the wells whose readings changed.';
