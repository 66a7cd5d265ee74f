-- noqa: disable=LT02
-- columns that rows of the catalog name: who looks at them by these names, and which of its columns they make
-- (NULL: any), or of other relations' (with their names); a variable that is found in several places is taken
-- from the first one
WITH preguntas AS (
    SELECT
        'stage.vw_consistencia_pozos' AS asker,
        hechas.made,
        lados.id_formato1
    FROM referencial.vw_reglas_consistencia_legible AS regla
    CROSS JOIN LATERAL (
        VALUES
        (regla.id_medida, 'valor_medido'),
        (regla.id_referencia, 'valor_referencia'),
        (regla.id_intermedia, 'resultado')
    ) AS lados (id_formato1, valor)
    CROSS JOIN LATERAL (VALUES (lados.valor), ('resultado'), ('mensaje')) AS hechas (made)
    WHERE regla.activo
    UNION ALL
    SELECT
        'stage.fnc_dq_juzgar_pozos' AS asker,
        NULL AS made,
        regla.id_formato1
    FROM stage.vw_dq_reglas AS regla
    WHERE regla.origen <> 'lecturas'
),

origenes AS (
    SELECT DISTINCT ON (preguntas.asker, preguntas.made, preguntas.id_formato1)
        preguntas.asker,
        preguntas.made,
        CASE origen.origen
            WHEN 'maestra' THEN 'stage.tbl_pozo_maestra'
            WHEN 'reservas' THEN 'stage.tbl_pozo_reservas'
            WHEN 'foto' THEN 'reporting.dataset_current_values'
        END AS relation,
        origen.columna AS column_name
    FROM preguntas
    INNER JOIN stage.vw_origen_variables AS origen ON preguntas.id_formato1 = origen.id_formato1
    WHERE origen.origen <> 'lecturas'
    ORDER BY preguntas.asker ASC, preguntas.made ASC, preguntas.id_formato1 ASC, origen.prioridad ASC
)

SELECT
    origenes.asker,
    origenes.made,
    origenes.relation,
    origenes.column_name
FROM origenes
UNION
SELECT
    'reporting.fnc_objetivos_pozo' AS asker,
    mapa.columna_dim_pozo AS made,
    origen.relation,
    origen.column_name
FROM referencial.tbl_mapa_objetivos AS mapa
CROSS JOIN LATERAL (
    VALUES
    ('referencial.tbl_limites_pozo', mapa.campo_limite),
    ('referencial.tbl_mapa_objetivos', 'factor'),
    ('referencial.tbl_config_kpi', CASE WHEN mapa.parametro IS NOT NULL THEN 'valor' END)
) AS origen (relation, column_name)
WHERE origen.column_name IS NOT NULL
UNION
SELECT
    'stage.sp_pivotar_cargas' AS asker,
    'stage.tbl_pozo_produccion.' || mapa.columna_stage AS made,
    'stage.landing_scada_data' AS relation,
    'measure' AS column_name
FROM referencial.tbl_var_scada_map AS mapa
ORDER BY asker, made, relation, column_name
