CREATE OR REPLACE PROCEDURE reporting.sp_sync_latest_dynacard()
LANGUAGE plpgsql
AS $$
-- Purpose: publishes the newest card of each well whose readings changed: the newest reading with a card
--   (positions and loads that parse, of equal length, over two points). A new card waits for its diagnosis
--   (PENDIENTE_ML); an older one never replaces a newer one, unless that lies ahead of now; the same reading
--   with other points does. What lies ahead stays enqueued until its time has come.
-- Second run: writes nothing. Reads: queue carta, stage.tbl_pozo_produccion.
-- Writes: reporting.dataset_latest_dynacard, in well order.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_limite CONSTANT timestamptz := stage.fnc_limite_lecturas();
    v_pozos integer[];
    v_horas timestamptz[];
BEGIN
    SELECT
        array_agg(claves.well_id),
        array_agg(claves.hora)
    INTO v_pozos, v_horas
    FROM etl.fnc_reclamar_claves('carta', NULL, v_limite, NULL) AS claves;

    PERFORM etl.fnc_encolar_claves('carta', array_agg(claves.well_id), array_agg(claves.hora))
    FROM unnest(v_pozos, v_horas) AS claves (well_id, hora)
    WHERE claves.hora + interval '1 hour' > v_limite
        AND EXISTS (
            SELECT
            FROM stage.tbl_pozo_produccion AS adelantada
            WHERE adelantada.well_id = claves.well_id
                AND adelantada.timestamp_lectura > v_limite
                AND adelantada.timestamp_lectura < claves.hora + interval '1 hour'
        );

    INSERT INTO reporting.dataset_latest_dynacard AS carta (
        well_id,
        timestamp_carta,
        superficie_json,
        fondo_json,
        carga_min_superficie,
        carga_max_superficie,
        diagnostico_ia,
        updated_at
    )
    SELECT
        nueva.well_id,
        nueva.timestamp_lectura,
        nueva.superficie,
        nueva.fondo,
        extremos.carga_min,
        extremos.carga_max,
        'PENDIENTE_ML' AS diagnostico_ia,
        v_ahora AS updated_at
    FROM (
        SELECT
            claves.well_id,
            min(claves.hora) AS desde
        FROM unnest(v_pozos, v_horas) AS claves (well_id, hora)
        GROUP BY claves.well_id
    ) AS pendiente
    LEFT JOIN reporting.dataset_latest_dynacard AS publicada
        ON pendiente.well_id = publicada.well_id AND publicada.timestamp_carta <= v_limite
    CROSS JOIN LATERAL reporting.fnc_carta_mas_nueva(
        pendiente.well_id, greatest(publicada.timestamp_carta, pendiente.desde), v_limite
    ) AS nueva
    CROSS JOIN LATERAL (
        SELECT
            min(valor.carga) AS carga_min,
            max(valor.carga) AS carga_max
        FROM jsonb_array_elements_text(nueva.superficie -> 'carga') AS elemento (texto)
        CROSS JOIN LATERAL (SELECT elemento.texto::double precision AS carga) AS valor
    ) AS extremos
    ORDER BY pendiente.well_id
    ON CONFLICT (well_id) DO UPDATE
    SET
        timestamp_carta = excluded.timestamp_carta,
        superficie_json = excluded.superficie_json,
        fondo_json = excluded.fondo_json,
        carga_min_superficie = excluded.carga_min_superficie,
        carga_max_superficie = excluded.carga_max_superficie,
        diagnostico_ia = excluded.diagnostico_ia,
        diagnostico_timestamp = NULL,
        diagnostico_score = NULL,
        updated_at = excluded.updated_at
    WHERE
        (carta.timestamp_carta <= excluded.timestamp_carta OR carta.timestamp_carta > v_limite)
        AND (carta.timestamp_carta, carta.superficie_json, carta.fondo_json)
        IS DISTINCT FROM (excluded.timestamp_carta, excluded.superficie_json, excluded.fondo_json);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_latest_dynacard
IS 'Publishes each well''s newest dynamometer card (in, lbf), to be diagnosed.';
