SELECT
    fecha_hora,
    produccion_fluido_bbl,
    prod_petroleo_bbl AS petroleo_bbl,
    prod_agua_bbl,
    spm_promedio,
    pip_psi,
    presion_cabezal_psi,
    fluid_level_tvd_ft,
    tiempo_operacion_min,
    numero_fallas_hora,
    kpi_efic_vol_pct
FROM reporting.fact_operaciones_horarias
WHERE pozo_id = %(pozo)s
ORDER BY fecha_hora DESC
LIMIT %(horas)s;
