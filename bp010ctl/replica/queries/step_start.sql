-- A try of a table in its run.
INSERT INTO etl.etl_ejecucion_pasos (ejecucion_id, orden, intento, paso)
SELECT
    %(ejecucion)s::bigint,
    %(orden)s::integer,
    coalesce(max(p.intento), 0) + 1 AS intento,
    %(paso)s::text
FROM etl.etl_ejecucion_pasos AS p
WHERE p.ejecucion_id = %(ejecucion)s AND p.orden = %(orden)s
RETURNING intento;
