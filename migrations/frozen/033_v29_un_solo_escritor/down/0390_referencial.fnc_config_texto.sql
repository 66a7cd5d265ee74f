CREATE OR REPLACE FUNCTION referencial.fnc_config_texto(
    p_kpi text,
    p_parametro text
)
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: a configured text; NULL where it is absent, inactive or a number.
    -- Second run: pure. Reads: referencial.tbl_config_kpi. Writes: nothing.
    SELECT c.valor_texto
    FROM referencial.tbl_config_kpi AS c
    WHERE c.kpi_nombre = p_kpi AND c.parametro = p_parametro AND c.activo;
$$;

COMMENT ON FUNCTION referencial.fnc_config_texto(text, text)
IS 'A configured text; NULL where there is none. Call it once a statement, not once a row.';
