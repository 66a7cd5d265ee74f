SELECT
    p.ciclo,
    p.orden,
    p.llamada,
    p.critico
FROM etl.ciclo_pasos AS p
INNER JOIN etl.ciclos AS c ON p.ciclo = c.ciclo
WHERE p.activo AND p.ciclo = any(%(ciclos)s)
ORDER BY array_position(%(ciclos)s, p.ciclo), p.orden;
