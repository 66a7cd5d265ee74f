CREATE OR REPLACE FUNCTION reporting.fnc_horas_derivadas(
    p_pozos integer[],
    p_fechas integer[],
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
-- Purpose: what physics and the KPI definitions give for these hours (well, day, hour as three arrays).
--   Level: measured average, else from the hour's pressures and water cut. Theoretical volume: strokes
--   counted, else spm · run minutes. MTBF: run hours / failures; without failure the lifetime hours since
--   the hour of the last one, else (none, or the counter was reset) lifetime hours. Uptime: run / (run +
--   unplanned stop).
--   STRICT keeps it from being inlined: the planner then expects 1000 rows, inlined 1.
-- Second run: the same values. Writes: nothing.
-- Reads: reporting.fact_operaciones_horarias, tbl_resumen_horario, dim_pozo, stage.tbl_pozo_reservas.
    WITH ajustes AS MATERIALIZED (
        SELECT
            referencial.fnc_zona_horaria() AS zona,
            referencial.fnc_config('KPI_VOL_EFF', 'cap_pct')::double precision AS tope_pct
    ),

    pozos AS (
        SELECT
            p.pozo_id,
            p.pump_depth_ft,
            p.diametro_embolo_bomba_in,
            p.longitud_carrera_nominal_unidad_in,
            r.gravedad_api,
            r.gravedad_especifica_agua
        FROM reporting.dim_pozo AS p
        LEFT JOIN LATERAL (
            SELECT
                s.gravedad_api,
                s.gravedad_especifica_agua
            FROM stage.tbl_pozo_reservas AS s
            WHERE s.well_id = p.pozo_id
            ORDER BY s.fecha_registro DESC
            LIMIT 1
        ) AS r ON TRUE
        WHERE p.pozo_id = ANY(p_pozos)
    ),

    horas AS MATERIALIZED ( -- else each use of a value would compute it again
        SELECT
            h.pozo_id,
            h.fecha_id,
            h.hora_id,
            h.pip_psi,
            h.presion_casing_psi,
            stage.fnc_calc_finito(h.produccion_fluido_bbl) AS produccion_fluido_bbl,
            stage.fnc_calc_finito(h.consumo_energia_kwh) AS consumo_energia_kwh,
            stage.fnc_calc_finito(h.tiempo_operacion_min) AS tiempo_operacion_min,
            stage.fnc_calc_finito(h.tiempo_paro_noprog_min) AS tiempo_paro_noprog_min,
            stage.fnc_calc_finito(h.numero_fallas_hora) AS numero_fallas_hora,
            h.kpi_ai_accuracy_pct,
            h.lift_efficiency_pct,
            m.nivel_ft AS nivel_medido_ft,
            coalesce(
                m.corte_agua_pct,
                100 * stage.fnc_calc_finito(h.prod_agua_bbl)
                / nullif(stage.fnc_calc_finito(h.produccion_fluido_bbl), 0)
            ) AS corte_agua_pct,
            m.horas_vida,
            coalesce(
                h.emboladas_hora,
                stage.fnc_calc_finito(h.spm_promedio) * stage.fnc_calc_finito(h.tiempo_operacion_min)
            ) AS emboladas,
            coalesce(h.current_stroke_length_in, p.longitud_carrera_nominal_unidad_in) AS carrera_in,
            p.diametro_embolo_bomba_in,
            p.pump_depth_ft,
            p.gravedad_api,
            p.gravedad_especifica_agua
        FROM unnest(p_pozos, p_fechas, p_horas) AS c (pozo_id, fecha_id, hora_id)
        INNER JOIN reporting.fact_operaciones_horarias AS h
            ON c.fecha_id = h.fecha_id AND c.hora_id = h.hora_id AND c.pozo_id = h.pozo_id
        INNER JOIN pozos AS p ON h.pozo_id = p.pozo_id
        CROSS JOIN ajustes AS z
        LEFT JOIN LATERAL reporting.fnc_medidas_hora(h.pozo_id, h.fecha_hora, z.zona) AS m ON TRUE
    ),

    derivadas AS MATERIALIZED (
        SELECT
            h.pozo_id,
            h.fecha_id,
            h.hora_id,
            coalesce(
                h.nivel_medido_ft,
                stage.fnc_calc_fluid_level_tvd(
                    h.pip_psi,
                    h.presion_casing_psi,
                    stage.fnc_calc_gradiente(h.gravedad_api, h.corte_agua_pct, h.gravedad_especifica_agua),
                    h.pump_depth_ft
                )
            ) AS nivel_ft,
            stage.fnc_calc_desplazamiento_bpd(
                h.diametro_embolo_bomba_in, h.carrera_in, stage.fnc_calc_finito(h.emboladas) / 1440
            ) AS teorico_bbl,
            CASE
                WHEN h.numero_fallas_hora > 0 THEN h.tiempo_operacion_min / 60 / h.numero_fallas_hora
                WHEN u.fecha_hora IS NULL OR h.horas_vida < f.horas_vida THEN h.horas_vida
                ELSE h.horas_vida - f.horas_vida
            END AS mtbf_hrs,
            100 * h.tiempo_operacion_min
            / nullif(h.tiempo_operacion_min + h.tiempo_paro_noprog_min, 0) AS uptime_pct,
            h.consumo_energia_kwh / nullif(h.produccion_fluido_bbl, 0) AS kwh_bbl,
            h.produccion_fluido_bbl,
            h.kpi_ai_accuracy_pct,
            h.lift_efficiency_pct
        FROM horas AS h
        CROSS JOIN ajustes AS z
        LEFT JOIN LATERAL (
            SELECT a.fecha_hora
            FROM reporting.fact_operaciones_horarias AS a
            WHERE
                a.pozo_id = h.pozo_id
                AND a.fecha_id <= h.fecha_id
                AND (a.fecha_id, a.hora_id) < (h.fecha_id, h.hora_id)
                AND a.numero_fallas_hora > 0
            ORDER BY a.fecha_id DESC, a.hora_id DESC
            LIMIT 1
        ) AS u ON TRUE
        LEFT JOIN LATERAL reporting.fnc_medidas_hora(h.pozo_id, u.fecha_hora, z.zona) AS f ON TRUE
    )

    SELECT
        d.pozo_id,
        d.fecha_id,
        d.hora_id,
        d.nivel_ft,
        d.teorico_bbl,
        d.mtbf_hrs,
        d.uptime_pct,
        d.kwh_bbl,
        -- least() would take the cap for a value that is not there
        CASE
            WHEN d.teorico_bbl > 0 AND d.produccion_fluido_bbl IS NOT NULL
                THEN least(100 * d.produccion_fluido_bbl / d.teorico_bbl, z.tope_pct)
        END AS efic_vol_pct,
        d.kpi_ai_accuracy_pct AS acierto_pct,
        d.lift_efficiency_pct AS lift_pct
    FROM derivadas AS d
    CROSS JOIN ajustes AS z;
$$;

COMMENT ON FUNCTION reporting.fnc_horas_derivadas(integer[], integer[], integer[])
IS 'Level (ft), theoretical volume (bbl) and the six KPIs (h, %, kWh/bbl) of hours, from measured values.';
