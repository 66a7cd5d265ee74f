CREATE OR REPLACE FUNCTION reporting.fnc_hechos_mensuales(
    p_pozos integer[],
    p_meses text[]
)
RETURNS TABLE (
    anio_mes text,
    pozo_id integer,
    total_petroleo_bbl double precision,
    total_agua_bbl double precision,
    total_gas_mcf double precision,
    total_fluido_bbl double precision,
    prom_produccion_fluido_bbl double precision,
    promedio_spm double precision,
    promedio_whp_psi double precision,
    promedio_chp_psi double precision,
    promedio_water_cut_pct double precision,
    promedio_lift_efficiency_pct double precision,
    promedio_bouyant_rod_weight_lb double precision,
    promedio_pdp_psi double precision,
    promedio_tank_fluid_temp_f double precision,
    promedio_motor_power_hp double precision,
    promedio_fluid_flow_monitor_bpd double precision,
    total_fallas_mes double precision,
    dias_operando integer,
    tiempo_operacion_hrs double precision,
    tiempo_paro_hrs double precision,
    eficiencia_uptime_pct double precision,
    promedio_efic_vol_pct double precision,
    consumo_energia_total_kwh double precision,
    kpi_kwh_bbl_mes double precision
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: measured columns of the monthly facts of wells' months (pairs of well and YYYY-MM) from their
--   days: totals, and averages over the days that have a value.
--   Long because each measure is summed, counted and averaged by name.
-- Second run: the same for the same days.
-- Reads: reporting.fact_operaciones_diarias. Writes: nothing.
    SELECT
        claves.anio_mes,
        claves.pozo_id,
        dias.petroleo AS total_petroleo_bbl,
        dias.agua AS total_agua_bbl,
        dias.gas AS total_gas_mcf,
        dias.fluido AS total_fluido_bbl,
        reporting.fnc_promedio(dias.fluido, dias.fluido_n) AS prom_produccion_fluido_bbl,
        reporting.fnc_promedio(dias.spm, dias.spm_n) AS promedio_spm,
        reporting.fnc_promedio(dias.whp, dias.whp_n) AS promedio_whp_psi,
        reporting.fnc_promedio(dias.chp, dias.chp_n) AS promedio_chp_psi,
        reporting.fnc_promedio(dias.corte_agua, dias.corte_agua_n) AS promedio_water_cut_pct,
        reporting.fnc_promedio(dias.eficiencia, dias.eficiencia_n) AS promedio_lift_efficiency_pct,
        reporting.fnc_promedio(dias.peso_sarta, dias.peso_sarta_n) AS promedio_bouyant_rod_weight_lb,
        reporting.fnc_promedio(dias.pdp, dias.pdp_n) AS promedio_pdp_psi,
        reporting.fnc_promedio(dias.tanque, dias.tanque_n) AS promedio_tank_fluid_temp_f,
        reporting.fnc_promedio(dias.hp, dias.hp_n) AS promedio_motor_power_hp,
        reporting.fnc_promedio(dias.flujo, dias.flujo_n) AS promedio_fluid_flow_monitor_bpd,
        dias.fallas AS total_fallas_mes,
        dias.operando AS dias_operando,
        dias.operacion AS tiempo_operacion_hrs,
        dias.paro AS tiempo_paro_hrs,
        100 * dias.operacion / nullif(dias.operacion + dias.paro, 0) AS eficiencia_uptime_pct,
        reporting.fnc_promedio(dias.efic_vol, dias.efic_vol_n) AS promedio_efic_vol_pct,
        dias.energia AS consumo_energia_total_kwh,
        dias.energia / nullif(dias.fluido, 0) AS kpi_kwh_bbl_mes
    FROM unnest(p_pozos, p_meses) AS claves (pozo_id, anio_mes)
    CROSS JOIN LATERAL (
        SELECT replace(claves.anio_mes, '-', '')::integer * 100 AS dia_cero
    ) AS mes
    CROSS JOIN LATERAL (
        SELECT
            sum(dia.produccion_petroleo_bbl) AS petroleo,
            sum(dia.produccion_agua_bbl) AS agua,
            sum(dia.produccion_gas_mcf) AS gas,
            sum(dia.produccion_fluido_bbl) AS fluido,
            count(dia.produccion_fluido_bbl) AS fluido_n,
            sum(dia.spm_promedio) AS spm,
            count(dia.spm_promedio) AS spm_n,
            sum(dia.presion_cabezal_psi) AS whp,
            count(dia.presion_cabezal_psi) AS whp_n,
            sum(dia.presion_casing_psi) AS chp,
            count(dia.presion_casing_psi) AS chp_n,
            sum(dia.water_cut_pct) AS corte_agua,
            count(dia.water_cut_pct) AS corte_agua_n,
            sum(dia.promedio_lift_efficiency_pct) AS eficiencia,
            count(dia.promedio_lift_efficiency_pct) AS eficiencia_n,
            sum(dia.promedio_bouyant_rod_weight_lb) AS peso_sarta,
            count(dia.promedio_bouyant_rod_weight_lb) AS peso_sarta_n,
            sum(dia.promedio_pdp_psi) AS pdp,
            count(dia.promedio_pdp_psi) AS pdp_n,
            sum(dia.promedio_tank_fluid_temp_f) AS tanque,
            count(dia.promedio_tank_fluid_temp_f) AS tanque_n,
            sum(dia.promedio_motor_power_hp) AS hp,
            count(dia.promedio_motor_power_hp) AS hp_n,
            sum(dia.promedio_fluid_flow_monitor_bpd) AS flujo,
            count(dia.promedio_fluid_flow_monitor_bpd) AS flujo_n,
            sum(dia.numero_fallas) AS fallas,
            sum(dia.tiempo_operacion_hrs) AS operacion,
            sum(dia.tiempo_paro_noprog_hrs) AS paro,
            sum(dia.kpi_efic_vol_pct) AS efic_vol,
            count(dia.kpi_efic_vol_pct) AS efic_vol_n,
            sum(dia.consumo_energia_kwh) AS energia,
            (
                count(*) FILTER (
                    WHERE coalesce(dia.tiempo_operacion_hrs, dia.produccion_fluido_bbl) > 0
                )
            )::integer AS operando
        FROM (
            SELECT todos.*
            FROM reporting.fact_operaciones_diarias AS todos
            WHERE todos.pozo_id = claves.pozo_id
                AND todos.fecha_id > mes.dia_cero
                AND todos.fecha_id < mes.dia_cero + 100
                AND todos.periodo_comparacion = 'DIARIO'
            ORDER BY todos.fecha_id -- sums always in the same order
            OFFSET 0
        ) AS dia
        HAVING count(*) > 0
    ) AS dias;
$$;

COMMENT ON FUNCTION reporting.fnc_hechos_mensuales(integer[], text[])
IS 'Measured columns of reporting.fact_operaciones_mensuales for wells'' months (YYYY-MM); units as there.';
