CREATE OR REPLACE FUNCTION stage.fnc_dq_juzgar_pozos(p_well_id integer)
RETURNS SETOF stage.tbl_pozo_scada_dq
LANGUAGE sql
STABLE
AS $$
-- Purpose: the rules on what describes a well (master, newest reserves, snapshot), for one well or all: each
--   judged once per well as it is now, the verdict dated by the well's newest reading that does not lie
--   ahead, so that it does not depend on how readings came. A text must be there; a missing number is not
--   judged (resultado_dq NULL).
--   A well without readings has no verdict. Part of stage.sp_dq_reglas_pozo.
-- Second run: the same for the same wells.
-- Reads: stage.vw_dq_reglas, fnc_valores_pozo, tbl_pozo_produccion. Writes: nothing.
    SELECT
        NULL::bigint AS dq_id,
        lectura.produccion_id,
        pozo.well_id,
        lectura.timestamp_lectura,
        regla.variable_id,
        regla.regla_id,
        pozo.valor AS valor_observado,
        regla.valor_min AS valor_esperado_min,
        regla.valor_max AS valor_esperado_max,
        juicio.resultado AS resultado_dq,
        CASE WHEN juicio.resultado <> 'PASS'
            THEN stage.fnc_dq_mensaje(
                regla.nombre_tecnico, regla.tipo, pozo.valor, regla.valor_min, regla.valor_max
            )
        END AS mensaje_error,
        regla.origen
    FROM stage.fnc_valores_pozo(
        ARRAY(SELECT reglas.id_formato1 FROM stage.vw_dq_reglas AS reglas WHERE reglas.origen <> 'lecturas')
    ) AS pozo
    INNER JOIN stage.vw_dq_reglas AS regla ON pozo.id_formato1 = regla.id_formato1
    CROSS JOIN LATERAL (
        SELECT
            reciente.produccion_id,
            reciente.timestamp_lectura
        FROM stage.tbl_pozo_produccion AS reciente
        WHERE
            reciente.well_id = pozo.well_id
            AND reciente.timestamp_lectura <= (SELECT stage.fnc_limite_lecturas())
        ORDER BY reciente.timestamp_lectura DESC
        LIMIT 1
    ) AS lectura
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN regla.tipo = 'numero' AND pozo.valor IS NULL THEN NULL
                WHEN
                    regla.tipo = 'numero' AND pozo.valor NOT BETWEEN regla.minimo AND regla.maximo
                    THEN regla.resultado
                WHEN regla.tipo <> 'numero' AND pozo.texto IS NULL THEN regla.resultado
                ELSE 'PASS'
            END AS resultado
        OFFSET 0 -- judged once, not once for each column that uses it
    ) AS juicio
    WHERE p_well_id IS NULL OR pozo.well_id = p_well_id;
$$;

COMMENT ON FUNCTION stage.fnc_dq_juzgar_pozos(integer)
IS 'What the rules on master, reserves and snapshot say of one well or all; values in the variables'' units.';
