CREATE OR REPLACE PROCEDURE stage.sp_execute_consistency_validation()
LANGUAGE plpgsql
AS $$
-- Purpose: every active consistency rule on every well: the measured value against the reference, with
--   the variable in between where the rule has one and it is known and above 0 (RC-006). Verdict PASS,
--   FAIL, or SIN_DATOS where a side is missing. One NOTICE for each rule that a well violates.
-- Second run: writes nothing (the notices come again).
-- Reads: stage.fnc_valores_pozo (master, reserves, snapshot), stage.tbl_pozo_maestra,
--   referencial.tbl_reglas_consistencia, vw_reglas_consistencia_legible.
-- Writes: stage.tbl_consistencia_resultados.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_ids CONSTANT integer[] := ARRAY(
        SELECT unnest(ARRAY[r.id_medida, r.id_referencia, r.id_intermedia])
        FROM referencial.vw_reglas_consistencia_legible AS r
        WHERE r.activo
    );
    v_violada record;
BEGIN
    DELETE FROM stage.tbl_consistencia_resultados AS c
    USING referencial.tbl_reglas_consistencia AS r
    WHERE c.regla_id = r.regla_id AND NOT r.activo;

    WITH valores AS MATERIALIZED (
        SELECT
            p.well_id,
            p.id_formato1,
            p.valor
        FROM stage.fnc_valores_pozo(v_ids) AS p
    ),

    comparaciones AS (
        SELECT
            w.well_id,
            r.regla_id,
            r.operador_comparacion AS operador,
            r.variable_medida,
            r.variable_referencia,
            r.variable_intermedia,
            m.valor AS medido,
            f.valor AS referencia,
            CASE WHEN i.valor > 0 THEN i.valor END AS intermedio
        FROM stage.tbl_pozo_maestra AS w
        CROSS JOIN referencial.vw_reglas_consistencia_legible AS r
        LEFT JOIN valores AS m ON w.well_id = m.well_id AND r.id_medida = m.id_formato1
        LEFT JOIN valores AS f ON w.well_id = f.well_id AND r.id_referencia = f.id_formato1
        LEFT JOIN valores AS i ON w.well_id = i.well_id AND r.id_intermedia = i.id_formato1
        WHERE r.activo
    ),

    veredictos AS (
        SELECT
            c.*,
            CASE
                WHEN c.medido IS NULL OR c.referencia IS NULL THEN 'SIN_DATOS'
                WHEN
                    stage.fnc_cumple(c.medido, c.operador, c.referencia)
                    AND coalesce(stage.fnc_cumple(c.medido, c.operador, c.intermedio), TRUE)
                    AND coalesce(stage.fnc_cumple(c.intermedio, c.operador, c.referencia), TRUE)
                    THEN 'PASS'
                ELSE 'FAIL'
            END AS resultado
        FROM comparaciones AS c
    )

    INSERT INTO stage.tbl_consistencia_resultados AS t (
        well_id,
        regla_id,
        resultado,
        valor_medido,
        valor_referencia,
        mensaje,
        actualizado_en
    )
    SELECT
        v.well_id,
        v.regla_id,
        v.resultado,
        v.medido,
        v.referencia,
        CASE v.resultado
            WHEN 'SIN_DATOS' THEN 'falta ' || concat_ws(
                ', ',
                CASE WHEN v.medido IS NULL THEN v.variable_medida END,
                CASE WHEN v.referencia IS NULL THEN v.variable_referencia END
            )
            ELSE concat_ws(
                ' ' || v.operador || ' ',
                v.variable_medida || ' (' || v.medido || ')',
                v.variable_intermedia || ' (' || v.intermedio || ')',
                v.variable_referencia || ' (' || v.referencia || ')'
            ) || CASE v.resultado WHEN 'FAIL' THEN ': no se cumple' ELSE '' END
        END AS mensaje,
        v_ahora AS actualizado_en
    FROM veredictos AS v
    ORDER BY v.well_id, v.regla_id
    ON CONFLICT (well_id, regla_id) DO UPDATE
    SET
        resultado = excluded.resultado,
        valor_medido = excluded.valor_medido,
        valor_referencia = excluded.valor_referencia,
        mensaje = excluded.mensaje,
        actualizado_en = excluded.actualizado_en
    WHERE (
        t.resultado,
        t.valor_medido,
        t.valor_referencia,
        t.mensaje
    ) IS DISTINCT FROM (
        excluded.resultado,
        excluded.valor_medido,
        excluded.valor_referencia,
        excluded.mensaje
    );

    FOR v_violada IN
        SELECT
            r.codigo_regla,
            r.expresion,
            r.severidad,
            count(*) AS pozos,
            string_agg(c.well_id::text, ', ' ORDER BY c.well_id) AS lista
        FROM stage.tbl_consistencia_resultados AS c
        INNER JOIN referencial.vw_reglas_consistencia_legible AS r ON c.regla_id = r.regla_id
        WHERE c.resultado = 'FAIL'
        GROUP BY r.codigo_regla, r.expresion, r.severidad
        ORDER BY r.codigo_regla
    LOOP
        RAISE NOTICE '% (%) violated: %; % wells: %',
            v_violada.codigo_regla,
            v_violada.severidad,
            v_violada.expresion,
            v_violada.pozos,
            left(v_violada.lista, 200);
    END LOOP;
END;
$$;

COMMENT ON PROCEDURE stage.sp_execute_consistency_validation
IS 'Newest verdict of every consistency rule on every well, with both values; runs after the derived values '
'(Pwf) of the same run.';
