CREATE OR REPLACE FUNCTION referencial.fnc_evaluar_limite(
    p_pozo_id integer,
    p_id_formato1 integer,
    p_valor double precision
)
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: the operating state of a well's value; the well's own row of limits wins as a whole,
    --   else the template (pozo_id 0), else UNKNOWN.
    -- Second run: pure. Reads: referencial.tbl_limites_pozo, tbl_maestra_variables. Writes: nothing.
    SELECT coalesce(
        (
            SELECT referencial.fnc_evaluar_rango(
                p_valor, limite.min_critical, limite.min_warning, limite.max_warning, limite.max_critical
            )
            FROM referencial.tbl_limites_pozo AS limite
            INNER JOIN referencial.tbl_maestra_variables AS magnitud
                ON limite.variable_id = magnitud.variable_id
            WHERE
                magnitud.id_formato1 = p_id_formato1
                AND limite.pozo_id IN (0, p_pozo_id)
                AND limite.activo
            ORDER BY limite.pozo_id DESC
            LIMIT 1
        ),
        'UNKNOWN'
    );
$$;

COMMENT ON FUNCTION referencial.fnc_evaluar_limite(integer, integer, double precision)
IS 'State (NORMAL, WARNING, CRITICAL, UNKNOWN) of a well''s value by its limits, else by the '
'template''s; the value is in the variable''s unit.';
