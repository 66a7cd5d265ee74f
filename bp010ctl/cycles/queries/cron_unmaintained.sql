-- Steps of the cycle mantenimiento where it never ended well; none where it has, or does not exist.
SELECT count(*) AS pasos
FROM etl.ciclo_pasos AS p
INNER JOIN etl.ciclos AS c ON p.ciclo = c.ciclo
WHERE
    p.ciclo = 'mantenimiento'
    AND p.activo
    AND c.activo
    AND NOT EXISTS (
        SELECT
        FROM etl.etl_ejecuciones AS e
        WHERE e.etl_tipo = 'mantenimiento' AND e.estado = 'exitoso'
    );
