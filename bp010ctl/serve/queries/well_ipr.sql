SELECT
    ipr.fecha_calculo,
    ipr.metodo,
    ipr.qmax,
    ipr.punto_operacion_bpd,
    ipr.pwf_actual,
    ipr.curva_yacimiento
FROM universal.ipr_resultados AS ipr
WHERE ipr.well_id = %(pozo)s
ORDER BY ipr.fecha_calculo DESC, ipr.ipr_id DESC
LIMIT 1;
