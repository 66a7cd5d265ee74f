CREATE OR REPLACE FUNCTION reporting.fnc_horas_derivadas(
    p_pozos integer[],
    p_horas integer[]
)
RETURNS TABLE (
    pozo_id integer,
    fecha_id integer,
    hora_id integer,
    nivel_ft double precision,
    teorico_bbl double precision,
    mtbf_hrs double precision,
    uptime_pct double precision,
    kwh_bbl double precision,
    efic_vol_pct double precision,
    acierto_pct double precision,
    lift_pct double precision
)
LANGUAGE sql
STABLE
STRICT
AS $$
-- Purpose: what physics and the KPI definitions give for these hours (well and YYYYMMDDHH as
--   two arrays).
--   Level: measured average, else from the hour's pressures and water cut. Theoretical volume: strokes
--   counted, else spm · run minutes. MTBF: run hours / failures; without failure the lifetime hours since
--   the hour of the last one, else (none, or the counter was reset) lifetime hours. Uptime: run / (run +
--   unplanned stop).
--   STRICT keeps it from being inlined: the planner then expects 1000 rows, inlined 1.
--   Long because each value has its formula and its sources by name.
-- Second run: the same values. Writes: nothing.
-- Reads: reporting.fact_operaciones_horarias, tbl_resumen_horario, dim_pozo, stage.tbl_pozo_reservas.
    WITH ajustes AS MATERIALIZED (
        SELECT
            referencial.fnc_zona_horaria() AS zona,
            referencial.fnc_config('KPI_VOL_EFF', 'cap_pct')::double precision AS tope_pct
    ),

    pozos AS (
        SELECT
            pozo.pozo_id,
            pozo.pump_depth_ft,
            pozo.diametro_embolo_bomba_in,
            reserva.gravedad_api,
            reserva.gravedad_especifica_agua
        FROM reporting.dim_pozo AS pozo
        LEFT JOIN LATERAL (
            SELECT
                reserva.gravedad_api,
                reserva.gravedad_especifica_agua
            FROM stage.tbl_pozo_reservas AS reserva
            WHERE reserva.well_id = pozo.pozo_id
            ORDER BY reserva.fecha_registro DESC
            LIMIT 1
        ) AS reserva ON TRUE
    ),

    horas AS MATERIALIZED ( -- else each use of a value would compute it again
        SELECT
            hora.pozo_id,
            hora.fecha_id,
            hora.hora_id,
            hora.pip_psi,
            hora.presion_casing_psi,
            stage.fnc_calc_finito(hora.produccion_fluido_bbl) AS produccion_fluido_bbl,
            stage.fnc_calc_finito(hora.consumo_energia_kwh) AS consumo_energia_kwh,
            stage.fnc_calc_finito(hora.tiempo_operacion_min) AS tiempo_operacion_min,
            stage.fnc_calc_finito(hora.tiempo_paro_noprog_min) AS tiempo_paro_noprog_min,
            stage.fnc_calc_finito(hora.numero_fallas_hora) AS numero_fallas_hora,
            hora.kpi_ai_accuracy_pct,
            hora.lift_efficiency_pct,
            medida.nivel_ft AS nivel_medido_ft,
            coalesce(
                medida.corte_agua_pct,
                100 * stage.fnc_calc_finito(hora.prod_agua_bbl)
                / nullif(stage.fnc_calc_finito(hora.produccion_fluido_bbl), 0)
            ) AS corte_agua_pct,
            medida.horas_vida,
            coalesce(
                hora.emboladas_hora,
                stage.fnc_calc_finito(hora.spm_promedio) * stage.fnc_calc_finito(hora.tiempo_operacion_min)
            ) AS emboladas,
            hora.current_stroke_length_in AS carrera_in,
            pozos.diametro_embolo_bomba_in,
            pozos.pump_depth_ft,
            pozos.gravedad_api,
            pozos.gravedad_especifica_agua
        FROM unnest(p_pozos, p_horas) AS clave (pozo_id, hora)
        INNER JOIN reporting.fact_operaciones_horarias AS hora
            ON
                clave.hora / 100 = hora.fecha_id
                AND clave.hora % 100 = hora.hora_id
                AND clave.pozo_id = hora.pozo_id
        INNER JOIN pozos ON hora.pozo_id = pozos.pozo_id
        CROSS JOIN ajustes
        LEFT JOIN LATERAL reporting.fnc_medidas_hora(hora.pozo_id, hora.fecha_hora, ajustes.zona) AS medida
            ON TRUE
    ),

    derivadas AS MATERIALIZED (
        SELECT
            horas.pozo_id,
            horas.fecha_id,
            horas.hora_id,
            coalesce(
                horas.nivel_medido_ft,
                stage.fnc_calc_fluid_level_tvd(
                    horas.pip_psi,
                    horas.presion_casing_psi,
                    stage.fnc_calc_gradiente(
                        horas.gravedad_api, horas.corte_agua_pct, horas.gravedad_especifica_agua
                    ),
                    horas.pump_depth_ft
                )
            ) AS nivel_ft,
            stage.fnc_calc_desplazamiento_bpd(
                horas.diametro_embolo_bomba_in,
                horas.carrera_in,
                stage.fnc_calc_finito(horas.emboladas) / 1440
            ) AS teorico_bbl,
            CASE
                WHEN horas.numero_fallas_hora > 0
                    THEN horas.tiempo_operacion_min / 60 / horas.numero_fallas_hora
                WHEN falla.fecha_hora IS NULL OR horas.horas_vida < medida_falla.horas_vida
                    THEN horas.horas_vida
                ELSE horas.horas_vida - medida_falla.horas_vida
            END AS mtbf_hrs,
            100 * horas.tiempo_operacion_min
            / nullif(horas.tiempo_operacion_min + horas.tiempo_paro_noprog_min, 0) AS uptime_pct,
            horas.consumo_energia_kwh / nullif(horas.produccion_fluido_bbl, 0) AS kwh_bbl,
            horas.produccion_fluido_bbl,
            horas.kpi_ai_accuracy_pct,
            horas.lift_efficiency_pct
        FROM horas
        CROSS JOIN ajustes
        LEFT JOIN LATERAL (
            SELECT anterior.fecha_hora
            FROM reporting.fact_operaciones_horarias AS anterior
            WHERE
                anterior.pozo_id = horas.pozo_id
                AND anterior.fecha_id <= horas.fecha_id
                AND (anterior.fecha_id, anterior.hora_id) < (horas.fecha_id, horas.hora_id)
                AND anterior.numero_fallas_hora > 0
            ORDER BY anterior.fecha_id DESC, anterior.hora_id DESC
            LIMIT 1
        ) AS falla ON TRUE
        LEFT JOIN LATERAL reporting.fnc_medidas_hora(horas.pozo_id, falla.fecha_hora, ajustes.zona)
        AS medida_falla ON TRUE
    )

    SELECT
        derivadas.pozo_id,
        derivadas.fecha_id,
        derivadas.hora_id,
        derivadas.nivel_ft,
        derivadas.teorico_bbl,
        derivadas.mtbf_hrs,
        derivadas.uptime_pct,
        derivadas.kwh_bbl,
        -- least() would take the cap for a value that is not there
        CASE
            WHEN derivadas.teorico_bbl > 0 AND derivadas.produccion_fluido_bbl IS NOT NULL
                THEN least(100 * derivadas.produccion_fluido_bbl / derivadas.teorico_bbl, ajustes.tope_pct)
        END AS efic_vol_pct,
        derivadas.kpi_ai_accuracy_pct AS acierto_pct,
        derivadas.lift_efficiency_pct AS lift_pct
    FROM derivadas
    CROSS JOIN ajustes;
$$;

COMMENT ON FUNCTION reporting.fnc_horas_derivadas(integer[], integer[])
IS 'Level (ft), theoretical volume (bbl) and the six KPIs (h, %, kWh/bbl) of hours, from measured values.';
