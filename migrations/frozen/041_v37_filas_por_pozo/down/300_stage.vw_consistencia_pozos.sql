CREATE OR REPLACE VIEW stage.vw_consistencia_pozos AS
WITH valores AS MATERIALIZED (
    SELECT
        pozo.well_id,
        pozo.id_formato1,
        pozo.valor
    FROM stage.fnc_valores_pozo(
        ARRAY(
            SELECT unnest(ARRAY[reglas.id_medida, reglas.id_referencia, reglas.id_intermedia])
            FROM referencial.vw_reglas_consistencia_legible AS reglas
            WHERE reglas.activo
        )
    ) AS pozo
),

pares AS (
    SELECT
        maestra.well_id,
        regla.regla_id,
        regla.operador_comparacion AS operador,
        regla.variable_medida,
        regla.variable_referencia,
        regla.variable_intermedia,
        medida.valor AS medido,
        referencia.valor AS referencia,
        CASE WHEN intermedia.valor > 0 THEN intermedia.valor END AS intermedio
    FROM stage.tbl_pozo_maestra AS maestra
    CROSS JOIN referencial.vw_reglas_consistencia_legible AS regla
    LEFT JOIN valores AS medida
        ON maestra.well_id = medida.well_id AND regla.id_medida = medida.id_formato1
    LEFT JOIN valores AS referencia
        ON maestra.well_id = referencia.well_id AND regla.id_referencia = referencia.id_formato1
    LEFT JOIN valores AS intermedia
        ON maestra.well_id = intermedia.well_id AND regla.id_intermedia = intermedia.id_formato1
    WHERE regla.activo
),

veredictos AS (
    SELECT
        pares.*,
        CASE
            WHEN pares.medido IS NULL OR pares.referencia IS NULL THEN 'SIN_DATOS'
            WHEN
                stage.fnc_cumple(pares.medido, pares.operador, pares.referencia)
                AND coalesce(stage.fnc_cumple(pares.medido, pares.operador, pares.intermedio), TRUE)
                AND coalesce(stage.fnc_cumple(pares.intermedio, pares.operador, pares.referencia), TRUE)
                THEN 'PASS'
            ELSE 'FAIL'
        END AS resultado
    FROM pares
)

SELECT
    veredictos.well_id,
    veredictos.regla_id,
    veredictos.resultado,
    veredictos.medido AS valor_medido,
    veredictos.referencia AS valor_referencia,
    CASE veredictos.resultado
        WHEN 'SIN_DATOS'
            THEN 'falta ' || concat_ws(
                ', ',
                CASE WHEN veredictos.medido IS NULL THEN veredictos.variable_medida END,
                CASE WHEN veredictos.referencia IS NULL THEN veredictos.variable_referencia END
            )
        ELSE concat_ws(
            ' ' || veredictos.operador || ' ',
            veredictos.variable_medida || ' (' || veredictos.medido || ')',
            veredictos.variable_intermedia || ' (' || veredictos.intermedio || ')',
            veredictos.variable_referencia || ' (' || veredictos.referencia || ')'
        ) || CASE veredictos.resultado WHEN 'FAIL' THEN ': no se cumple' ELSE '' END
    END AS mensaje
FROM veredictos;

COMMENT ON VIEW stage.vw_consistencia_pozos
IS 'What each active consistency rule says of each well as it is now (PASS, FAIL, or SIN_DATOS where a side '
'is missing), with both values: what sp_execute_consistency_validation writes.';
