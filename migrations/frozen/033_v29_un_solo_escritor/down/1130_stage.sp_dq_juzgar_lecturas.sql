CREATE OR REPLACE PROCEDURE stage.sp_dq_juzgar_lecturas(
    p_pozos integer[],
    p_horas timestamptz[],
    INOUT p_escritos bigint DEFAULT 0,
    INOUT p_retirados bigint DEFAULT 0
)
LANGUAGE plpgsql
AS $$
-- Purpose: the rules on readings over wells' UTC hours (pairs of two arrays): verdicts one by one, counts
--   by hour and by day. Part of sp_execute_dq_validation. Gives back how many verdicts it wrote and removed.
-- Second run: writes nothing. Reads: stage.fnc_dq_juzgar_horas, vw_dq_reglas.
-- Writes: stage.tbl_pozo_scada_dq, tbl_dq_resumen_horario, tbl_dq_resumen.
DECLARE
    v_guardar_pass CONSTANT boolean := coalesce(referencial.fnc_config('DQ', 'guardar_pass'), 0) = 1;
    v_pozos_dia integer[];
    v_dias date[];
BEGIN
    WITH claves AS (
        SELECT
            k.well_id,
            k.hora
        FROM unnest(p_pozos, p_horas) AS k (well_id, hora)
    ),

    horas AS MATERIALIZED (
        SELECT j.*
        FROM stage.fnc_dq_juzgar_horas(p_pozos, p_horas, v_guardar_pass) AS j
    ),

    veredictos AS MATERIALIZED (
        SELECT
            l.produccion_id,
            h.well_id,
            l.timestamp_lectura,
            r.variable_id,
            r.regla_id,
            l.valor,
            r.valor_min,
            r.valor_max,
            CASE WHEN v.infraccion THEN r.resultado ELSE 'PASS' END AS resultado,
            CASE WHEN v.infraccion
                THEN stage.fnc_dq_mensaje(r.nombre_tecnico, r.tipo, l.valor, r.valor_min, r.valor_max)
            END AS mensaje
        FROM horas AS h
        CROSS JOIN LATERAL unnest(h.reglas, h.fallos, h.avisos)
        WITH ORDINALITY AS c (regla_id, fallos, avisos, puesto)
        INNER JOIN stage.vw_dq_reglas AS r ON c.regla_id = r.regla_id
        CROSS JOIN LATERAL unnest(h.producciones, h.momentos, h.valores[:][c.puesto:c.puesto])
        AS l (produccion_id, timestamp_lectura, valor)
        CROSS JOIN LATERAL (
            SELECT CASE r.tipo
                WHEN 'numero' THEN l.valor NOT BETWEEN r.minimo AND r.maximo
                WHEN 'carta' THEN l.valor < 3
                ELSE FALSE
            END AS infraccion
        ) AS v
        WHERE
            h.producciones IS NOT NULL
            AND (v_guardar_pass OR c.fallos + c.avisos > 0)
            AND (v.infraccion OR (v_guardar_pass AND l.valor IS NOT NULL))
    ),

    previos AS MATERIALIZED (
        SELECT p.*
        FROM claves AS k
        CROSS JOIN LATERAL (
            SELECT
                n.well_id,
                n.timestamp_lectura,
                n.regla_id
            FROM stage.tbl_pozo_scada_dq AS n
            WHERE
                n.well_id = k.well_id
                AND n.timestamp_lectura >= k.hora
                AND n.timestamp_lectura < k.hora + interval '1 hour'
                AND n.origen = 'lecturas'
            OFFSET 0 -- by index, hour by hour, however many verdicts there are
        ) AS p
    ),

    retirados AS (
        DELETE FROM stage.tbl_pozo_scada_dq AS d
        USING (
            SELECT
                p.well_id,
                p.timestamp_lectura,
                p.regla_id
            FROM previos AS p
            EXCEPT -- linear however many rows the planner expects, NOT EXISTS is not
            SELECT
                v.well_id,
                v.timestamp_lectura,
                v.regla_id
            FROM veredictos AS v
        ) AS s
        WHERE
            d.well_id = s.well_id
            AND d.timestamp_lectura = s.timestamp_lectura
            AND d.regla_id = s.regla_id
        RETURNING d.well_id
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
            v.produccion_id,
            v.well_id,
            v.timestamp_lectura,
            v.variable_id,
            v.regla_id,
            'lecturas' AS origen,
            v.valor,
            v.valor_min,
            v.valor_max,
            v.resultado,
            v.mensaje
        FROM veredictos AS v
        ORDER BY v.well_id, v.timestamp_lectura, v.regla_id
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
        RETURNING d.well_id
    ),

    horas_vacias AS (
        DELETE FROM stage.tbl_dq_resumen_horario AS r
        USING (
            SELECT
                p.well_id,
                p.hora,
                p.fecha
            FROM claves AS k
            INNER JOIN stage.tbl_dq_resumen_horario AS p ON k.well_id = p.well_id AND k.hora = p.hora
            EXCEPT
            SELECT
                h.well_id,
                h.hora,
                h.fecha
            FROM horas AS h
        ) AS s
        WHERE r.well_id = s.well_id AND r.hora = s.hora AND r.fecha = s.fecha
        RETURNING r.well_id, r.fecha
    ),

    horas_escritas AS (
        INSERT INTO stage.tbl_dq_resumen_horario AS r (
            well_id,
            hora,
            fecha,
            ultima_lectura,
            lecturas,
            reglas,
            evaluadas,
            fallos,
            avisos,
            tardias
        )
        SELECT
            h.well_id,
            h.hora,
            h.fecha,
            h.ultima_lectura,
            h.lecturas,
            h.reglas,
            h.evaluadas,
            h.fallos,
            h.avisos,
            h.tardias
        FROM horas AS h
        ORDER BY h.well_id, h.hora
        ON CONFLICT (well_id, hora, fecha) DO UPDATE
        SET
            ultima_lectura = excluded.ultima_lectura,
            lecturas = excluded.lecturas,
            reglas = excluded.reglas,
            evaluadas = excluded.evaluadas,
            fallos = excluded.fallos,
            avisos = excluded.avisos,
            tardias = excluded.tardias
        WHERE (
            r.ultima_lectura, r.lecturas, r.reglas, r.evaluadas, r.fallos, r.avisos, r.tardias
        ) IS DISTINCT FROM (
            excluded.ultima_lectura, excluded.lecturas, excluded.reglas, excluded.evaluadas,
            excluded.fallos, excluded.avisos, excluded.tardias
        )
    )

    SELECT
        array_agg(d.well_id),
        array_agg(d.fecha),
        (SELECT count(*) FROM escritos),
        (SELECT count(*) FROM retirados)
    INTO v_pozos_dia, v_dias, p_escritos, p_retirados
    FROM (
        SELECT
            h.well_id,
            h.fecha
        FROM horas AS h
        UNION
        SELECT
            v.well_id,
            v.fecha
        FROM horas_vacias AS v
    ) AS d;

    CALL stage.sp_dq_resumir_dias(v_pozos_dia, v_dias);
END;
$$;

COMMENT ON PROCEDURE stage.sp_dq_juzgar_lecturas
IS 'Part of sp_execute_dq_validation: the rules on readings over wells'' UTC hours; gives back how many '
'verdicts were written and removed.';
