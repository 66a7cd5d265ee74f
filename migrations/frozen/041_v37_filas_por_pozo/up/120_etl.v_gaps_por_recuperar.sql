CREATE OR REPLACE VIEW etl.v_gaps_por_recuperar
WITH (security_invoker = TRUE) AS
SELECT
    gaps.etl_tipo,
    gaps.ubicacion_id,
    gaps.ubicacion_nombre,
    gaps.fecha_desde,
    gaps.fecha_hasta,
    gaps.hora_desde,
    gaps.hora_hasta,
    gaps.fecha_fin AS fecha_fallo,
    gaps.error_tipo,
    gaps.error_mensaje,
    (extract(EPOCH FROM etl.fnc_ahora() - gaps.fecha_fin) / 3600)::double precision AS horas_desde_fallo
FROM etl.v_gaps_pendientes AS gaps
ORDER BY gaps.fecha_fin, gaps.id;

COMMENT ON VIEW etl.v_gaps_por_recuperar
IS 'Failed, interrupted or missing runs of the last 7 days not covered by a later success, oldest first.';
