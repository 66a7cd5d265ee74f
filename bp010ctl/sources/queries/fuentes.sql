-- All sources, or the one of a name.
SELECT
    f.fuente,
    f.tipo,
    f.ubicacion_id,
    f.ubicacion_nombre,
    f.direccion,
    f.unidades,
    f.peticion,
    f.cadencia_segundos,
    f.limite_segundos,
    f.activa,
    f.motivo_pausa,
    f.sondeada_en,
    f.cubierta_hasta,
    f.ultimo_dato
FROM etl.fuentes AS f
WHERE %(fuente)s::text IS NULL OR f.fuente = %(fuente)s
ORDER BY f.fuente;
