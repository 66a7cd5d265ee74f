-- noqa: disable=LT02,ST05
-- A subquery after LATERAL cannot be a CTE, and sqlfluff does not know how far it is to be indented.
-- One page of the field: wells that the user sees and the filter lets through, in the order asked for.
-- Their communication is told by what has passed since the snapshot, which may be old itself. A status
-- level from 3 to 6 is an alert, as in reporting.vw_alerts.
WITH reloj AS MATERIALIZED (
    SELECT etl.fnc_ahora() AS ahora
),

pozos AS (
    SELECT
        actual.*,
        pozo.produccion_fluido_target,
        actual.minutos_sin_reportar
        + greatest(floor(extract(EPOCH FROM reloj.ahora - actual.updated_at) / 60), 0)::integer AS minutos
    FROM reporting.dataset_current_values AS actual
    CROSS JOIN reloj
    LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
),

juzgados AS (
    SELECT
        pozos.*,
        medidas.nivel,
        medidas.avisos,
        CASE
            WHEN pozos.minutos <= 30 THEN 'ONLINE'
            WHEN pozos.minutos <= 60 THEN 'DELAYED'
            ELSE 'OFFLINE'
        END AS comunicacion,
        100 * pozos.total_fluid_today_bbl
        / nullif(pozos.produccion_fluido_target, 0)::double precision AS avance_pct
    FROM pozos
    CROSS JOIN LATERAL (
        SELECT
            max(medida.nivel) AS nivel,
            count(*) AS avisos
        FROM unnest(ARRAY[
            pozos.mtbf_status_level,
            pozos.kpi_uptime_pct_status_level,
            pozos.kpi_kwh_bbl_status_level,
            pozos.vol_eff_status_level,
            pozos.lift_efficiency_status_level,
            pozos.ai_accuracy_status_level,
            pozos.pump_fill_monitor_status_level,
            pozos.gas_fill_status_level,
            pozos.tank_fluid_temp_status_level,
            pozos.daily_downtime_status_level,
            pozos.whp_status_level,
            pozos.pump_spm_status_level,
            pozos.road_load_status_level,
            pozos.hydraulic_load_status_level,
            CASE WHEN NOT pozos.motor_running_flag THEN 5 END,
            CASE WHEN pozos.minutos_adelanto IS NOT NULL THEN 3 END,
            CASE WHEN pozos.minutos <= 60 THEN NULL ELSE 4 END
        ]) AS medida (nivel)
        WHERE medida.nivel BETWEEN 3 AND 6
    ) AS medidas
),

elegidos AS (
    SELECT juzgados.*
    FROM juzgados
    WHERE
        (%(cliente)s::text IS NULL OR juzgados.cliente = %(cliente)s::text)
        AND (%(region)s::text IS NULL OR juzgados.region = %(region)s::text)
        AND (%(campo)s::text IS NULL OR juzgados.campo = %(campo)s::text)
        AND (
            %(busca)s::text IS NULL
            OR strpos(lower(juzgados.nombre_pozo), lower(%(busca)s::text)) > 0
            OR juzgados.well_id::text = %(busca)s::text
        )
        AND CASE %(estado)s::text
            WHEN 'alerta' THEN juzgados.nivel IS NOT NULL
            WHEN 'online' THEN juzgados.comunicacion = 'ONLINE'
            WHEN 'delayed' THEN juzgados.comunicacion = 'DELAYED'
            WHEN 'offline' THEN juzgados.comunicacion = 'OFFLINE'
            WHEN 'parado' THEN NOT juzgados.motor_running_flag
            ELSE TRUE
        END
)

SELECT
    elegidos.well_id,
    elegidos.nombre_pozo,
    elegidos.cliente,
    elegidos.region,
    elegidos.campo,
    elegidos.nivel,
    elegidos.avisos,
    elegidos.comunicacion,
    elegidos.minutos,
    elegidos.ultima_actualizacion,
    elegidos.motor_running_flag,
    elegidos.total_fluid_today_bbl,
    elegidos.produccion_fluido_target,
    elegidos.avance_pct,
    elegidos.kpi_mtbf_hrs_act,
    elegidos.mtbf_status_color,
    elegidos.mtbf_status_level,
    elegidos.kpi_uptime_pct_act,
    elegidos.kpi_uptime_pct_status_color,
    elegidos.kpi_uptime_pct_status_level,
    elegidos.kpi_kwh_bbl_act,
    elegidos.kpi_kwh_bbl_status_color,
    elegidos.kpi_kwh_bbl_status_level,
    elegidos.kpi_vol_eff_pct_act,
    elegidos.vol_eff_status_color,
    elegidos.vol_eff_status_level,
    elegidos.ai_accuracy_act,
    elegidos.ai_accuracy_status_color,
    elegidos.ai_accuracy_status_level,
    elegidos.dq_status,
    elegidos.updated_at,
    count(*) OVER () AS de_cuantos
FROM elegidos
ORDER BY __orden__, elegidos.well_id -- noqa: RF03
LIMIT %(cuantos)s OFFSET %(desde)s;
