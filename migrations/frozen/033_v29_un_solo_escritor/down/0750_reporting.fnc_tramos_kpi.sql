CREATE OR REPLACE FUNCTION reporting.fnc_tramos_kpi(
    p_pozos integer[],
    p_horas timestamptz[],
    p_desde timestamptz,
    p_hasta timestamptz,
    p_well_id integer,
    p_hoy date,
    p_zona text
)
RETURNS TABLE (
    well_id integer,
    primera date,
    ultima date
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the stretches of days, disjoint within a well, whose KPI rows may change. Each dirty day (of the
--   dirty hours given, or of the range [p_desde, p_hasta) where there is one) changes the days from its
--   month's first (_mes) to 59 days later (decline). Besides: today, and rows that still carry _current of
--   another day.
-- Second run: the same stretches. Writes: nothing.
-- Reads: reporting.dim_pozo, reporting.dataset_kpi_business.
    WITH sucios AS (
        -- in a zone of half hours, a UTC hour lies in two days
        SELECT
            c.well_id,
            ((c.hora + m.margen) AT TIME ZONE p_zona)::date AS primera,
            ((c.hora + m.margen) AT TIME ZONE p_zona)::date AS ultima
        FROM unnest(p_pozos, p_horas) AS c (well_id, hora)
        CROSS JOIN (VALUES (interval '0'), (interval '59 minutes 59 seconds')) AS m (margen)
        UNION
        SELECT
            p.pozo_id AS well_id,
            -- no limit and an infinite one are the same: days have to have a number
            greatest((p_desde AT TIME ZONE p_zona)::date, '1900-01-01') AS primera,
            least(((p_hasta - interval '1 microsecond') AT TIME ZONE p_zona)::date, '2200-01-01') AS ultima
        FROM reporting.dim_pozo AS p
        WHERE
            (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
            AND (p_well_id IS NULL OR p.pozo_id = p_well_id)
    ),

    tramos AS (
        SELECT
            s.well_id,
            daterange(
                date_trunc('month', s.primera)::date,
                greatest(
                    s.ultima + 60, (date_trunc('month', s.ultima) + interval '1 month')::date
                )
            ) AS dias
        FROM sucios AS s
        WHERE s.primera <= s.ultima
        UNION ALL
        SELECT
            p.pozo_id AS well_id,
            daterange(p_hoy, p_hoy, '[]') AS dias
        FROM reporting.dim_pozo AS p
        WHERE p_well_id IS NULL OR p.pozo_id = p_well_id
        UNION ALL
        SELECT
            k.well_id,
            daterange(k.fecha, k.fecha, '[]') AS dias
        FROM reporting.dataset_kpi_business AS k
        WHERE
            k.fecha <> p_hoy
            AND num_nonnulls(
                k.kpi_mtbf_hrs_current,
                k.kpi_uptime_pct_current,
                k.kpi_kwh_bbl_current,
                k.kpi_vol_eff_pct_current,
                k.ai_accuracy_current
            ) > 0
            AND (p_well_id IS NULL OR k.well_id = p_well_id)
    )

    SELECT
        a.well_id,
        lower(u.dias) AS primera,
        upper(u.dias) - 1 AS ultima
    FROM (
        SELECT
            t.well_id,
            range_agg(t.dias) AS dias
        FROM tramos AS t
        GROUP BY t.well_id
    ) AS a
    CROSS JOIN LATERAL unnest(a.dias) AS u (dias);
$$;

COMMENT ON FUNCTION reporting.fnc_tramos_kpi(
    integer[], timestamptz[], timestamptz, timestamptz, integer, date, text
)
IS 'Stretches of days of each well whose KPI rows may change with the given hours or range.';
