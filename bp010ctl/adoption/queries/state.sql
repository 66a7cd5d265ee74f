-- Where the adoption is: its settings, and the steps that are done in their order.
SELECT
    a.zona,
    to_char(a.iniciada_en AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') AS iniciada_en,
    a.terminada_en,
    a.legado_eliminado_en,
    array(SELECT p.paso FROM adopcion.pasos AS p ORDER BY p.terminado_en) AS pasos,
    (SELECT coalesce(sum(t.filas_copiadas + t.filas_apartadas), 0)::bigint FROM adopcion.tablas AS t)
        AS filas_hechas,
    (SELECT coalesce(sum(t.filas_legado), 0)::bigint FROM adopcion.tablas AS t) AS filas
FROM adopcion.adopcion AS a;
