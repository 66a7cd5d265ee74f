CREATE OR REPLACE PROCEDURE stage.sp_dq_reglas_pozo(p_well_id integer DEFAULT NULL)
LANGUAGE plpgsql
AS $$
-- Purpose: the rules on what describes a well (master, newest reserves, snapshot): each judged once per
--   well as it is now, the verdict dated by the well's newest reading, so that it does not depend on how
--   readings came. A text must be there; a missing number is not judged. A well without readings has no
--   verdict. Part of sp_execute_dq_validation.
-- Second run: writes nothing. Reads: stage.vw_dq_reglas, fnc_valores_pozo, tbl_pozo_produccion.
-- Writes: stage.tbl_pozo_scada_dq and tbl_dq_resumen, rows with origen other than lecturas.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
    v_zona CONSTANT text := referencial.fnc_zona_horaria();
    v_guardar_pass CONSTANT boolean := coalesce(referencial.fnc_config('DQ', 'guardar_pass'), 0) = 1;
    v_ids CONSTANT integer[] := ARRAY(
        SELECT r.id_formato1 FROM stage.vw_dq_reglas AS r WHERE r.origen <> 'lecturas'
    );
BEGIN
    WITH veredictos AS MATERIALIZED (
        SELECT
            a.produccion_id,
            w.well_id,
            a.timestamp_lectura,
            (a.timestamp_lectura AT TIME ZONE v_zona)::date AS fecha,
            r.regla_id,
            r.variable_id,
            r.origen,
            r.nombre_tecnico,
            r.tipo,
            w.valor,
            r.valor_min,
            r.valor_max,
            CASE
                WHEN r.tipo = 'numero' AND w.valor IS NULL THEN NULL
                WHEN r.tipo = 'numero' AND w.valor NOT BETWEEN r.minimo AND r.maximo THEN r.resultado
                WHEN r.tipo <> 'numero' AND w.texto IS NULL THEN r.resultado
                ELSE 'PASS'
            END AS resultado
        FROM stage.fnc_valores_pozo(v_ids) AS w
        INNER JOIN stage.vw_dq_reglas AS r ON w.id_formato1 = r.id_formato1
        CROSS JOIN LATERAL (
            SELECT
                l.produccion_id,
                l.timestamp_lectura
            FROM stage.tbl_pozo_produccion AS l
            WHERE l.well_id = w.well_id
            ORDER BY l.timestamp_lectura DESC
            LIMIT 1
        ) AS a
        WHERE p_well_id IS NULL OR w.well_id = p_well_id
    ),

    guardados AS MATERIALIZED (
        SELECT v.*
        FROM veredictos AS v
        WHERE v.resultado IN ('FAIL', 'WARNING') OR (v.resultado = 'PASS' AND v_guardar_pass)
    ),

    retirados AS (
        DELETE FROM stage.tbl_pozo_scada_dq AS d
        USING (
            SELECT
                p.well_id,
                p.timestamp_lectura,
                p.regla_id
            FROM stage.tbl_pozo_scada_dq AS p
            WHERE p.origen <> 'lecturas' AND (p_well_id IS NULL OR p.well_id = p_well_id)
            EXCEPT -- linear however many rows the planner expects, NOT EXISTS is not
            SELECT
                g.well_id,
                g.timestamp_lectura,
                g.regla_id
            FROM guardados AS g
        ) AS s
        WHERE
            d.well_id = s.well_id
            AND d.timestamp_lectura = s.timestamp_lectura
            AND d.regla_id = s.regla_id
    ),

    dias_retirados AS (
        DELETE FROM stage.tbl_dq_resumen AS t
        USING (
            SELECT
                p.well_id,
                p.fecha,
                p.regla_id
            FROM stage.tbl_dq_resumen AS p
            WHERE p.origen <> 'lecturas' AND (p_well_id IS NULL OR p.well_id = p_well_id)
            EXCEPT
            SELECT
                v.well_id,
                v.fecha,
                v.regla_id
            FROM veredictos AS v
        ) AS s
        WHERE t.well_id = s.well_id AND t.fecha = s.fecha AND t.regla_id = s.regla_id
    ),

    escritos AS (
        INSERT INTO stage.tbl_pozo_scada_dq AS d (
            produccion_id,
            well_id,
            timestamp_lectura,
            variable_id,
            regla_id,
            origen,
            valor_observado,
            valor_esperado_min,
            valor_esperado_max,
            resultado_dq,
            mensaje_error
        )
        SELECT
            g.produccion_id,
            g.well_id,
            g.timestamp_lectura,
            g.variable_id,
            g.regla_id,
            g.origen,
            g.valor,
            g.valor_min,
            g.valor_max,
            g.resultado,
            CASE WHEN g.resultado <> 'PASS'
                THEN stage.fnc_dq_mensaje(g.nombre_tecnico, g.tipo, g.valor, g.valor_min, g.valor_max)
            END AS mensaje
        FROM guardados AS g
        ORDER BY g.well_id, g.timestamp_lectura, g.regla_id
        ON CONFLICT (well_id, timestamp_lectura, regla_id) DO UPDATE
        SET
            produccion_id = excluded.produccion_id,
            variable_id = excluded.variable_id,
            origen = excluded.origen,
            valor_observado = excluded.valor_observado,
            valor_esperado_min = excluded.valor_esperado_min,
            valor_esperado_max = excluded.valor_esperado_max,
            resultado_dq = excluded.resultado_dq,
            mensaje_error = excluded.mensaje_error
        WHERE (
            d.produccion_id,
            d.variable_id,
            d.origen,
            d.valor_observado,
            d.valor_esperado_min,
            d.valor_esperado_max,
            d.resultado_dq,
            d.mensaje_error
        ) IS DISTINCT FROM (
            excluded.produccion_id,
            excluded.variable_id,
            excluded.origen,
            excluded.valor_observado,
            excluded.valor_esperado_min,
            excluded.valor_esperado_max,
            excluded.resultado_dq,
            excluded.mensaje_error
        )
    )

    INSERT INTO stage.tbl_dq_resumen AS t (
        well_id,
        fecha,
        regla_id,
        origen,
        total_evaluadas,
        total_pass,
        total_warning,
        total_fail,
        total_tardias,
        actualizado_en
    )
    SELECT
        v.well_id,
        v.fecha,
        v.regla_id,
        v.origen,
        num_nonnulls(v.resultado) AS total_evaluadas,
        coalesce((v.resultado = 'PASS')::integer, 0) AS total_pass,
        coalesce((v.resultado = 'WARNING')::integer, 0) AS total_warning,
        coalesce((v.resultado = 'FAIL')::integer, 0) AS total_fail,
        0 AS total_tardias,
        v_ahora AS actualizado_en
    FROM veredictos AS v
    ORDER BY v.well_id, v.fecha, v.regla_id
    ON CONFLICT (well_id, fecha, regla_id) DO UPDATE
    SET
        origen = excluded.origen,
        total_evaluadas = excluded.total_evaluadas,
        total_pass = excluded.total_pass,
        total_warning = excluded.total_warning,
        total_fail = excluded.total_fail,
        total_tardias = excluded.total_tardias,
        actualizado_en = excluded.actualizado_en
    WHERE (
        t.origen,
        t.total_evaluadas,
        t.total_pass,
        t.total_warning,
        t.total_fail,
        t.total_tardias
    ) IS DISTINCT FROM (
        excluded.origen,
        excluded.total_evaluadas,
        excluded.total_pass,
        excluded.total_warning,
        excluded.total_fail,
        excluded.total_tardias
    );
END;
$$;

COMMENT ON PROCEDURE stage.sp_dq_reglas_pozo
IS 'Part of sp_execute_dq_validation: the rules on master, reserves and snapshot, once per well, for one '
'well or all.';
