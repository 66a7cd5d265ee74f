-- Channels, by name; all of them, or the one of this name.
SELECT
    c.canal,
    c.direccion,
    c.secretos,
    c.idioma,
    c.asuntos,
    c.severidad_minima,
    c.zona,
    c.silencio_desde,
    c.silencio_hasta,
    c.silencio_total,
    c.espera_segundos,
    c.intervalo_segundos,
    c.repetir_segundos,
    c.limite_segundos,
    c.activo,
    c.fallos,
    c.proximo_intento
FROM etl.canales AS c
WHERE %(canal)s::text IS NULL OR c.canal = %(canal)s
ORDER BY c.canal;
