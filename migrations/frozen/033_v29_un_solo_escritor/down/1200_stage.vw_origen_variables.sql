CREATE OR REPLACE VIEW stage.vw_origen_variables AS
WITH fuentes (prioridad, origen, tabla) AS (
    VALUES
    (2, 'maestra', 'stage.tbl_pozo_maestra'::regclass),
    (3, 'reservas', 'stage.tbl_pozo_reservas'::regclass),
    (4, 'foto', 'reporting.dataset_current_values'::regclass)
),

candidatas AS (
    SELECT
        m.id_formato1,
        1 AS prioridad,
        'lecturas' AS origen,
        'stage.tbl_pozo_produccion'::regclass AS tabla,
        min(m.columna_stage) AS columna
    FROM referencial.tbl_var_scada_map AS m
    GROUP BY m.id_formato1
    UNION ALL
    SELECT
        v.id_formato1,
        f.prioridad,
        f.origen,
        f.tabla,
        v.nombre_tecnico AS columna
    FROM referencial.tbl_maestra_variables AS v
    CROSS JOIN fuentes AS f
)

SELECT
    v.id_formato1,
    v.variable_id,
    v.nombre_tecnico,
    c.prioridad,
    c.origen,
    c.columna,
    CASE
        WHEN t.typcategory = 'N' THEN 'numero'
        WHEN c.origen = 'lecturas' AND t.typname = 'text' THEN 'carta'
        ELSE 'texto'
    END AS tipo
FROM candidatas AS c
INNER JOIN referencial.tbl_maestra_variables AS v ON c.id_formato1 = v.id_formato1 AND v.activo
INNER JOIN pg_catalog.pg_attribute AS a
    ON c.tabla = a.attrelid AND a.attname = c.columna::name AND a.attnum > 0 AND NOT a.attisdropped
INNER JOIN pg_catalog.pg_type AS t ON a.atttypid = t.oid;

COMMENT ON VIEW stage.vw_origen_variables
IS 'Where the value of each variable is found: in readings (by the SCADA map), master, reserves (by name) or '
'snapshot (foto), the lowest prioridad first; tipo is numero, carta (card array) or texto.';
