-- Its runs stay, its open gaps and alerts end with it.
WITH fuera AS (
    DELETE FROM etl.fuentes AS f
    WHERE f.fuente = %(fuente)s
    RETURNING f.fuente, f.tipo, f.ubicacion_id
),

huecos AS (
    UPDATE etl.etl_ejecuciones AS e
    SET
        hueco_abierto = FALSE,
        irrecuperable = 'no recuperable: the source ' || fuera.fuente || ' was removed'
    FROM fuera
    WHERE
        e.etl_tipo = fuera.tipo
        AND (
            e.ubicacion_id = fuera.ubicacion_id OR starts_with(e.ubicacion_id, fuera.ubicacion_id || '/')
        )
        AND e.hueco_abierto IS NOT NULL
        AND e.irrecuperable IS NULL
        AND NOT EXISTS (
            SELECT
            FROM etl.etl_ejecuciones AS r
            WHERE r.recupera_id = e.id AND r.estado IN ('exitoso', 'parcial')
        )
)

UPDATE etl.alertas AS a
SET resuelta_en = greatest(etl.fnc_reloj(), a.creada_en)
FROM fuera
WHERE
    a.etl_tipo = fuera.tipo
    AND (a.ubicacion_id = fuera.ubicacion_id OR starts_with(a.ubicacion_id, fuera.ubicacion_id || '/'))
    AND a.resuelta_en IS NULL;
