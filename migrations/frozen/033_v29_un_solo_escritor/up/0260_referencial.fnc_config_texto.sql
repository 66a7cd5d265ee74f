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
    SELECT ajuste.valor_texto
    FROM referencial.tbl_config_kpi AS ajuste
    WHERE ajuste.kpi_nombre = p_kpi AND ajuste.parametro = p_parametro AND ajuste.activo;
$$;

COMMENT ON FUNCTION referencial.fnc_config_texto(text, text)
IS 'A configured text; NULL where there is none. Call it once a statement, not once a row.';
