CREATE OR REPLACE FUNCTION stage.fnc_motivo_ilegible(p_texto text)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: why stage.fnc_leer_numero reads no number from a text.
-- Second run: pure function. Reads and writes nothing.
    SELECT CASE
        WHEN coalesce(p_texto, '') = '' THEN 'valor_ausente'
        WHEN p_texto ~* '^[-+]?(nan|inf|infinity)$' THEN 'no_finito'
        WHEN p_texto ~ '^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$' THEN 'fuera_de_rango'
        ELSE 'no_numerico'
    END;
$$;

COMMENT ON FUNCTION stage.fnc_motivo_ilegible(text)
IS 'Reason code of stage.tbl_landing_rechazos for a text that is no number that a double can hold.';
