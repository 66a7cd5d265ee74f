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
    dias daterange,
    solo_mes boolean
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the stretches of days, disjoint within a well, whose KPI rows may change. Each dirty day (of the
--   dirty hours given, or of the range [p_desde, p_hasta) where there is one) changes its own row and those
--   of 59 days more (decline), and the values that its month's rows share (solo_mes). Besides: today, and
--   rows that still carry _current of another day.
-- Second run: the same stretches. Writes: nothing.
-- Reads: reporting.dim_pozo, reporting.dataset_kpi_business.
    WITH sucios AS (
        -- in a zone of half hours, a UTC hour lies in two days
        SELECT
            clave.well_id,
            ((clave.hora + extremo.margen) AT TIME ZONE p_zona)::date AS primera,
            ((clave.hora + extremo.margen) AT TIME ZONE p_zona)::date AS ultima
        FROM unnest(p_pozos, p_horas) AS clave (well_id, hora)
        CROSS JOIN (VALUES (interval '0'), (interval '59 minutes 59 seconds')) AS extremo (margen)
        UNION
        SELECT
            pozo.pozo_id AS well_id,
            -- no limit and an infinite one are the same: days have to have a number
            greatest((p_desde AT TIME ZONE p_zona)::date, '1900-01-01') AS primera,
            least(((p_hasta - interval '1 microsecond') AT TIME ZONE p_zona)::date, '2200-01-01') AS ultima
        FROM reporting.dim_pozo AS pozo
        WHERE
            (p_desde IS NOT NULL OR p_hasta IS NOT NULL)
            AND (p_well_id IS NULL OR pozo.pozo_id = p_well_id)
    ),

    tramos AS (
        SELECT
            sucios.well_id,
            parte.dias,
            parte.solo_mes
        FROM sucios
        CROSS JOIN LATERAL (
            VALUES
            (daterange(sucios.primera, sucios.ultima + 60), FALSE),
            (
                daterange(
                    date_trunc('month', sucios.primera)::date,
                    (date_trunc('month', sucios.ultima) + interval '1 month')::date
                ),
                TRUE
            )
        ) AS parte (dias, solo_mes)
        WHERE sucios.primera <= sucios.ultima
        UNION ALL
        SELECT
            pozo.pozo_id AS well_id,
            daterange(p_hoy, p_hoy, '[]') AS dias,
            FALSE AS solo_mes
        FROM reporting.dim_pozo AS pozo
        WHERE p_well_id IS NULL OR pozo.pozo_id = p_well_id
        UNION ALL
        SELECT
            kpi.well_id,
            daterange(kpi.fecha, kpi.fecha, '[]') AS dias,
            FALSE AS solo_mes
        FROM reporting.dataset_kpi_business AS kpi
        WHERE
            kpi.fecha <> p_hoy
            AND num_nonnulls(
                kpi.kpi_mtbf_hrs_current,
                kpi.kpi_uptime_pct_current,
                kpi.kpi_kwh_bbl_current,
                kpi.kpi_vol_eff_pct_current,
                kpi.ai_accuracy_current
            ) > 0
            AND (p_well_id IS NULL OR kpi.well_id = p_well_id)
    )

    SELECT
        juntos.well_id,
        tramo.dias,
        juntos.solo_mes
    FROM (
        SELECT
            tramos.well_id,
            tramos.solo_mes,
            range_agg(tramos.dias) AS dias
        FROM tramos
        GROUP BY tramos.well_id, tramos.solo_mes
    ) AS juntos
    CROSS JOIN LATERAL unnest(juntos.dias) AS tramo (dias);
$$;

COMMENT ON FUNCTION reporting.fnc_tramos_kpi(
    integer[], timestamptz[], timestamptz, timestamptz, integer, date, text
)
IS 'Stretches of days of each well whose KPI rows may change with the given hours or range: whole rows, or '
'only what the rows of a month share.';
