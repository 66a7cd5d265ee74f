CREATE OR REPLACE FUNCTION referencial.fnc_completar_limite(p_fila referencial.tbl_limites_pozo)
RETURNS referencial.tbl_limites_pozo
LANGUAGE plpgsql
IMMUTABLE
AS $$
-- Purpose: a row of limits with its defaults where it says nothing; the one place of these rules,
--   for sp_seed_defaults and for `bp010ctl seed`.
-- Second run: pure. Reads: nothing. Writes: nothing.
BEGIN
    p_fila.baseline_value := coalesce(p_fila.baseline_value, p_fila.target_value);
    p_fila.min_critical := coalesce(p_fila.min_critical, 0.5 * p_fila.min_warning);
    p_fila.max_critical := coalesce(p_fila.max_critical, 1.5 * p_fila.max_warning);
    RETURN p_fila;
END;
$$;

COMMENT ON FUNCTION referencial.fnc_completar_limite(referencial.tbl_limites_pozo)
IS 'A row of limits with baseline = target, min_critical = 0.5 min_warning and max_critical = 1.5 '
'max_warning where it says nothing.';
