CREATE OR REPLACE FUNCTION referencial.fnc_config(
    p_kpi text,
    p_parametro text
)
RETURNS numeric
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: a configured number; NULL where it is absent, inactive or a text.
    -- Second run: pure. Reads: referencial.tbl_config_kpi. Writes: nothing.
    SELECT ajuste.valor
    FROM referencial.tbl_config_kpi AS ajuste
    WHERE ajuste.kpi_nombre = p_kpi AND ajuste.parametro = p_parametro AND ajuste.activo;
$$;

COMMENT ON FUNCTION referencial.fnc_config(text, text)
IS 'A configured number, in the unit that its row names; NULL where there is none. Call it once a '
'statement, not once a row.';
