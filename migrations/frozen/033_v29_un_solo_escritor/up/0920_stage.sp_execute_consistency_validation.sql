CREATE OR REPLACE PROCEDURE stage.sp_execute_consistency_validation()
LANGUAGE plpgsql
AS $$
-- Purpose: every active consistency rule on every well: the measured value against the reference, with
--   the variable in between where the rule has one and it is known and above 0 (RC-006). Verdict PASS,
--   FAIL, or SIN_DATOS where a side is missing. One NOTICE for each rule that a well violates.
-- Second run: writes nothing (the notices come again).
-- Reads: stage.vw_consistencia_pozos, referencial.vw_reglas_consistencia_legible.
-- Writes: stage.tbl_consistencia_resultados.
DECLARE
    v_violada record;
BEGIN
    PERFORM etl.fnc_guardar(
        'stage.tbl_consistencia_resultados', 'stage.vw_consistencia_pozos', p_ambito => 'TRUE'
    );

    FOR v_violada IN
        SELECT
            regla.codigo_regla,
            regla.expresion,
            regla.severidad,
            count(*) AS pozos,
            string_agg(resultado.well_id::text, ', ' ORDER BY resultado.well_id) AS lista
        FROM stage.tbl_consistencia_resultados AS resultado
        INNER JOIN referencial.vw_reglas_consistencia_legible AS regla ON resultado.regla_id = regla.regla_id
        WHERE resultado.resultado = 'FAIL'
        GROUP BY regla.codigo_regla, regla.expresion, regla.severidad
        ORDER BY regla.codigo_regla
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
