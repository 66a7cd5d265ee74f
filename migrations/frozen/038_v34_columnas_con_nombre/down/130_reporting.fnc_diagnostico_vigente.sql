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
        patron.nombre AS patron,
        elegido.score,
        elegido.created_at AS diagnosticado_en,
        CASE
            WHEN validacion.patron_id IS NULL THEN 100 * elegido.score
            WHEN validacion.patron_id = elegido.patron_id THEN 100
            ELSE 0
        END AS acierto_pct
    FROM (
        SELECT
            ultimos.patron_id,
            ultimos.score,
            ultimos.created_at,
            ultimos.diagnostico_id
        FROM (
            SELECT DISTINCT ON (diagnostico.patron_id)
                diagnostico.patron_id,
                diagnostico.score,
                diagnostico.created_at,
                diagnostico.diagnostico_id
            FROM universal.diagnostico AS diagnostico
            WHERE diagnostico.stroke_id = p_stroke_id
            ORDER BY diagnostico.patron_id, diagnostico.created_at DESC, diagnostico.diagnostico_id DESC
        ) AS ultimos
        ORDER BY ultimos.score DESC, ultimos.created_at DESC, ultimos.diagnostico_id DESC
        LIMIT 1
    ) AS elegido
    INNER JOIN universal.patron AS patron ON elegido.patron_id = patron.patron_id
    LEFT JOIN LATERAL (
        SELECT validacion.patron_id
        FROM universal.validacion_experta AS validacion
        WHERE validacion.stroke_id = p_stroke_id
        ORDER BY validacion.updated_at DESC, validacion.validacion_id DESC
        LIMIT 1
    ) AS validacion ON TRUE;
$$;

COMMENT ON FUNCTION reporting.fnc_diagnostico_vigente(bigint)
IS 'Pattern in force of a stroke, its score (0 to 1), time and accuracy (%); no row without a diagnosis.';
