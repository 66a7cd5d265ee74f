CREATE OR REPLACE PROCEDURE stage.sp_dq_resumir_dias(
    p_pozos integer[],
    p_dias date[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: the daily counts of the rules on readings for given wells and days (one pair per position),
--   from the hourly counts. Part of sp_execute_dq_validation.
-- Second run: writes nothing. Reads: stage.tbl_dq_resumen_horario, referencial.tbl_dq_rules.
-- Writes: stage.tbl_dq_resumen.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_ahora();
BEGIN
    WITH dias AS (
        SELECT
            p.well_id,
            p.fecha
        FROM unnest(p_pozos, p_dias) AS p (well_id, fecha)
    ),

    cuentas AS MATERIALIZED (
        SELECT
            d.well_id,
            d.fecha,
            c.regla_id,
            sum(c.evaluadas) AS evaluadas,
            sum(c.fallos) AS fallos,
            sum(c.avisos) AS avisos,
            sum(c.tardias) AS tardias
        FROM dias AS d
        CROSS JOIN LATERAL (
            -- A day of any zone lies within these hours: the key of the hours is (well_id, hora, fecha).
            SELECT h.*
            FROM stage.tbl_dq_resumen_horario AS h
            WHERE
                h.well_id = d.well_id
                AND h.hora >= d.fecha::timestamp AT TIME ZONE 'UTC' - interval '16 hours'
                AND h.hora < d.fecha::timestamp AT TIME ZONE 'UTC' + interval '40 hours'
                AND h.fecha = d.fecha
            OFFSET 0
        ) AS h
        CROSS JOIN LATERAL unnest(h.reglas, h.evaluadas, h.fallos, h.avisos, h.tardias)
        AS c (regla_id, evaluadas, fallos, avisos, tardias)
        INNER JOIN referencial.tbl_dq_rules AS r ON c.regla_id = r.regla_id
        GROUP BY d.well_id, d.fecha, c.regla_id
    ),

    retiradas AS (
        DELETE FROM stage.tbl_dq_resumen AS r
        USING (
            SELECT
                p.well_id,
                p.fecha,
                p.regla_id
            FROM dias AS d
            INNER JOIN stage.tbl_dq_resumen AS p ON d.well_id = p.well_id AND d.fecha = p.fecha
            WHERE p.origen = 'lecturas'
            EXCEPT -- linear however many rows the planner expects, NOT EXISTS is not
            SELECT
                c.well_id,
                c.fecha,
                c.regla_id
            FROM cuentas AS c
        ) AS s
        WHERE r.well_id = s.well_id AND r.fecha = s.fecha AND r.regla_id = s.regla_id
    )

    INSERT INTO stage.tbl_dq_resumen AS r (
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
        c.well_id,
        c.fecha,
        c.regla_id,
        'lecturas' AS origen,
        c.evaluadas,
        c.evaluadas - c.fallos - c.avisos AS total_pass,
        c.avisos,
        c.fallos,
        c.tardias,
        v_ahora AS actualizado_en
    FROM cuentas AS c
    ORDER BY c.well_id, c.fecha, c.regla_id
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
        r.origen,
        r.total_evaluadas,
        r.total_pass,
        r.total_warning,
        r.total_fail,
        r.total_tardias
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

COMMENT ON PROCEDURE stage.sp_dq_resumir_dias
IS 'Part of sp_execute_dq_validation: daily counts of the rules on readings, from the hourly ones.';
