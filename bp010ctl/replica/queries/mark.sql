-- What is known of a table now; a NULL leaves what was known.
INSERT INTO etl.replica_tablas AS t (
    replica,
    tabla,
    clase,
    cada_segundos,
    estado,
    columnas,
    marca,
    foto_en,
    prueba,
    probada_en,
    ejecucion_id
)
VALUES (
    %(replica)s,
    %(tabla)s,
    %(clase)s,
    %(cada)s,
    coalesce(%(estado)s, 'cargando'),
    %(columnas)s,
    %(marca)s,
    %(foto)s,
    %(prueba)s,
    CASE WHEN %(prueba)s::text IS NOT NULL THEN clock_timestamp() END,
    %(ejecucion)s
)
ON CONFLICT (replica, tabla) DO UPDATE SET
    clase = coalesce(excluded.clase, t.clase),
    cada_segundos = coalesce(excluded.cada_segundos, t.cada_segundos),
    estado = coalesce(%(estado)s, t.estado),
    columnas = coalesce(excluded.columnas, t.columnas),
    marca = coalesce(excluded.marca, t.marca),
    foto_en = coalesce(excluded.foto_en, t.foto_en),
    prueba = coalesce(excluded.prueba, t.prueba),
    probada_en = coalesce(excluded.probada_en, t.probada_en),
    ejecucion_id = coalesce(excluded.ejecucion_id, t.ejecucion_id),
    actualizada_en = clock_timestamp();
