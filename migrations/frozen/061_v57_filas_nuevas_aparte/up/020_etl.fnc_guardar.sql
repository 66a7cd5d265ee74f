CREATE OR REPLACE FUNCTION etl.fnc_guardar(
    p_tabla regclass,
    p_fuente text,
    p_claves anyarray DEFAULT NULL::integer[],
    p_periodos anycompatiblearray DEFAULT NULL::integer[],
    p_ambito text DEFAULT NULL,
    p_devuelve text[] DEFAULT '{}',
    p_solo_actualiza boolean DEFAULT FALSE,
    p_ajenas text[] DEFAULT '{}'
)
RETURNS TABLE (
    pozo integer,
    valor text,
    retirada boolean
)
LANGUAGE plpgsql
AS $$
-- Purpose: the one writer of computed tables: gives p_tabla the rows of p_fuente, a view or a function of
--   p_claves and p_periodos or less, by the names of columns. Inserts (unless p_solo_actualiza), updates what
--   differs, deletes what p_ambito covers and the source does not give: a condition on a stored row and on
--   clave.pozo and clave.periodo, pairs of the arrays, or clave's fields where p_claves are rows. Rows are
--   locked in key order. Returns two columns of the rows written, and of those deleted (retirada).
--   Of many keys, rows that are all new are inserted in the cheap way first; where another writer was
--   faster, all is done again in the way that expects one.
-- Dynamic: the columns are the catalog's. Second run: writes and locks nothing.
-- Reads (dynamic): p_fuente(p_claves, p_periodos). Writes: p_tabla. Leaves: p_ajenas. Gives: p_devuelve.
--   Stamps: fecha_carga, fecha_ultima_carga, fecha_ultima_actualizacion, updated_at, actualizado_en,
--   fecha_calculo by etl.fnc_ahora().
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off, extra_warnings = off
DECLARE
    c_muchas CONSTANT integer := 1000; -- keys from which the longer statement pays
    v_nuevas_aparte boolean := NOT p_solo_actualiza AND coalesce(cardinality(p_claves), 0) >= c_muchas;
    v_clave CONSTANT text := CASE
        WHEN EXISTS (
            SELECT
            FROM pg_catalog.pg_type AS elemento
            WHERE elemento.typarray = pg_typeof(p_claves) AND elemento.typtype = 'c'
        ) THEN 'unnest($1) AS clave'
        ELSE 'unnest($1, $2) AS clave (pozo, periodo)'
    END;
BEGIN
    LOOP
        BEGIN
            RETURN QUERY EXECUTE etl.fnc_sentencia_guardar(
                p_tabla, p_fuente, v_clave, p_ambito, p_devuelve, p_solo_actualiza, p_ajenas, v_nuevas_aparte
            ) USING p_claves, p_periodos;
            RETURN;
        EXCEPTION
            WHEN unique_violation THEN
                IF NOT v_nuevas_aparte THEN
                    RAISE;
                END IF;
                v_nuevas_aparte := FALSE;
        END;
    END LOOP;
END;
$$;

COMMENT ON FUNCTION etl.fnc_guardar(
    regclass, text, anyarray, anycompatiblearray, text, text[], boolean, text[]
)
IS 'Writes the rows of a function or view into a table, only where they differ, in the order of its key; '
'gives back which rows changed.';
