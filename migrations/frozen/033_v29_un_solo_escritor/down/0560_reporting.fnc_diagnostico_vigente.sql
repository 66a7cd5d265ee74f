CREATE OR REPLACE FUNCTION reporting.fnc_diagnostico_vigente(p_stroke_id bigint)
RETURNS TABLE (
    patron text,
    score double precision,
    diagnosticado_en timestamptz,
    acierto_pct double precision
)
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: what holds of a stroke: its pattern of the highest score, each pattern by its newest score, and
--   the accuracy: 100 or 0 where an expert (the newest validation) agrees or not, else the score in %.
--   No row without a diagnosis.
-- Second run: pure; one SELECT, so that LATERAL inlines it.
-- Reads: universal.diagnostico, universal.patron, universal.validacion_experta. Writes: nothing.
    SELECT
        p.nombre AS patron,
        d.score,
        d.created_at AS diagnosticado_en,
        CASE
            WHEN v.patron_id IS NULL THEN 100 * d.score
            WHEN v.patron_id = d.patron_id THEN 100
            ELSE 0
        END AS acierto_pct
    FROM (
        SELECT
            u.patron_id,
            u.score,
            u.created_at,
            u.diagnostico_id
        FROM (
            SELECT DISTINCT ON (n.patron_id)
                n.patron_id,
                n.score,
                n.created_at,
                n.diagnostico_id
            FROM universal.diagnostico AS n
            WHERE n.stroke_id = p_stroke_id
            ORDER BY n.patron_id, n.created_at DESC, n.diagnostico_id DESC
        ) AS u
        ORDER BY u.score DESC, u.created_at DESC, u.diagnostico_id DESC
        LIMIT 1
    ) AS d
    INNER JOIN universal.patron AS p ON d.patron_id = p.patron_id
    LEFT JOIN LATERAL (
        SELECT e.patron_id
        FROM universal.validacion_experta AS e
        WHERE e.stroke_id = p_stroke_id
        ORDER BY e.updated_at DESC, e.validacion_id DESC
        LIMIT 1
    ) AS v ON TRUE;
$$;

COMMENT ON FUNCTION reporting.fnc_diagnostico_vigente(bigint)
IS 'Pattern in force of a stroke, its score (0 to 1), time and accuracy (%); no row without a diagnosis.';
