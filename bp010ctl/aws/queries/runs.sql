-- The runs that one event asked for, its steps in the database included, the oldest first.
SELECT
    e.id,
    e.etl_tipo,
    e.estado,
    e.registros_cargados
FROM etl.etl_ejecuciones AS e
WHERE
    (e.origen = %(origen)s OR starts_with(e.origen, %(origen)s || ' '))
    AND e.ocupado_por IS NULL
    AND e.recupera_id IS NULL
ORDER BY e.id;
