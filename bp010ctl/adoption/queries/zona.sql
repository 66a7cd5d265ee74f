-- The operating zone becomes the zone of the old system's days, where that is another one.
WITH cambiada AS (
    UPDATE referencial.tbl_config_kpi AS c
    SET valor_texto = %(zona)s
    FROM referencial.tbl_config_kpi AS antes
    WHERE
        c.kpi_nombre = 'OPERACION'
        AND c.parametro = 'zona_horaria'
        AND c.config_id = antes.config_id
        AND c.valor_texto IS DISTINCT FROM %(zona)s
    RETURNING antes.valor_texto AS anterior
)

INSERT INTO adopcion.diferencias (tabla, clave, columna, valor_legado, valor_semilla, queda)
SELECT
    'referencial.tbl_config_kpi' AS tabla,
    'OPERACION/zona_horaria' AS clave,
    'valor_texto' AS columna,
    %(zona)s AS valor_legado,
    cambiada.anterior,
    'legado' AS queda
FROM cambiada;
