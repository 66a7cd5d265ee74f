CREATE OR REPLACE VIEW stage.vw_origen_variables AS
WITH fuentes (prioridad, origen, tabla) AS (
    VALUES
    (2, 'maestra', 'stage.tbl_pozo_maestra'::regclass),
    (3, 'reservas', 'stage.tbl_pozo_reservas'::regclass),
    (4, 'foto', 'reporting.dataset_current_values'::regclass)
),

candidatas AS (
    SELECT
        mapa.id_formato1,
        1 AS prioridad,
        'lecturas' AS origen,
        'stage.tbl_pozo_produccion'::regclass AS tabla,
        min(mapa.columna_stage) AS columna
    FROM referencial.tbl_var_scada_map AS mapa
    GROUP BY mapa.id_formato1
    UNION ALL
    SELECT
        magnitud.id_formato1,
        fuentes.prioridad,
        fuentes.origen,
        fuentes.tabla,
        magnitud.nombre_tecnico AS columna
    FROM referencial.tbl_maestra_variables AS magnitud
    CROSS JOIN fuentes
)

SELECT
    magnitud.id_formato1,
    magnitud.variable_id,
    magnitud.nombre_tecnico,
    candidatas.prioridad,
    candidatas.origen,
    candidatas.columna,
    CASE
        WHEN tipo.typcategory = 'N' THEN 'numero'
        WHEN candidatas.origen = 'lecturas' AND tipo.typname = 'text' THEN 'carta'
        ELSE 'texto'
    END AS tipo
FROM candidatas
INNER JOIN referencial.tbl_maestra_variables AS magnitud
    ON candidatas.id_formato1 = magnitud.id_formato1 AND magnitud.activo
INNER JOIN pg_catalog.pg_attribute AS atributo
    ON
        candidatas.tabla = atributo.attrelid
        AND atributo.attname = candidatas.columna::name
        AND atributo.attnum > 0
        AND NOT atributo.attisdropped
INNER JOIN pg_catalog.pg_type AS tipo ON atributo.atttypid = tipo.oid;

COMMENT ON VIEW stage.vw_origen_variables
IS 'Where the value of each variable is found: in readings (by the SCADA map), master, reserves (by name) or '
'snapshot (foto), the lowest prioridad first; tipo is numero, carta (card array) or texto.';
