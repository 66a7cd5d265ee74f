CREATE OR REPLACE FUNCTION referencial.fnc_completar_variable(
    p_fila referencial.tbl_maestra_variables
)
RETURNS referencial.tbl_maestra_variables
LANGUAGE plpgsql
IMMUTABLE
AS $$
-- Purpose: a variable with volatility and table of origin by its class where it says nothing; the
--   one place of these rules, for sp_seed_defaults and for `bp010ctl seed`.
-- Second run: pure. Reads: nothing. Writes: nothing.
BEGIN
    p_fila.volatilidad := coalesce(
        p_fila.volatilidad,
        CASE
            WHEN p_fila.clasificacion_logica = 'SENSOR' THEN 'ALTA'
            WHEN p_fila.clasificacion_logica IN ('DISEÑO', 'YACIMIENTO') THEN 'BAJA'
            ELSE 'MEDIA'
        END
    );
    p_fila.tabla_origen := coalesce(
        p_fila.tabla_origen,
        CASE p_fila.clasificacion_logica
            WHEN 'DISEÑO' THEN 'stage.tbl_pozo_maestra'
            WHEN 'YACIMIENTO' THEN 'stage.tbl_pozo_reservas'
            ELSE 'stage.tbl_pozo_produccion'
        END
    );
    RETURN p_fila;
END;
$$;

COMMENT ON FUNCTION referencial.fnc_completar_variable(referencial.tbl_maestra_variables)
IS 'A variable with its volatility and table of origin by class where it says nothing.';
