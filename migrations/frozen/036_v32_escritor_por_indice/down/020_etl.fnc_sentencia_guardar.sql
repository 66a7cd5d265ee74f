CREATE OR REPLACE FUNCTION etl.fnc_sentencia_guardar(
    p_tabla regclass,
    p_fuente text,
    p_clave text,
    p_ambito text,
    p_devuelve text[],
    p_solo_actualiza boolean,
    p_ajenas text[]
)
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the statement that etl.fnc_guardar runs; its parameters $1 and $2 are p_claves and p_periodos,
--   which p_clave turns into the rows that p_ambito calls clave. Rows are compared before they are locked,
--   NULL equal to NULL and NaN to NaN, so that one that is as it should be costs no write, not even a lock.
-- Second run: pure. Reads and writes nothing but the catalog.
DECLARE
    v_partes record;
    v_piezas text[];
BEGIN
    SELECT partes.* INTO v_partes FROM etl.fnc_partes_guardar(p_tabla, p_fuente, p_ajenas) AS partes;
    v_piezas := ARRAY[
        /* 1 */ p_tabla::text,
        /* 2 */ etl.fnc_lista(v_partes.o_clave, '%I'),
        /* 3 */ etl.fnc_lista(v_partes.o_clave, 'nueva.%I'),
        /* 4 */ etl.fnc_lista(v_partes.o_clave, 'guardada.%1$I = nueva.%1$I', ' AND '),
        /* 5 */ etl.fnc_lista(v_partes.o_valores || v_partes.o_sellos, '%I'),
        /* 6 */ etl.fnc_lista(v_partes.o_valores, 'guardada.%I'),
        /* 7 */ etl.fnc_lista(v_partes.o_valores, 'nueva.%I'),
        /* 8 */ etl.fnc_lista(v_partes.o_valores, 'excluded.%I'),
        /* 9 */ coalesce(etl.fnc_lista(v_partes.o_sellos, ', etl.fnc_ahora()', ''), ''),
        /* 10 */ coalesce('guardada.' || quote_ident(p_devuelve[1]), 'NULL::integer'),
        /* 11 */ coalesce('guardada.' || quote_ident(p_devuelve[2]) || '::text', 'NULL::text'),
        /* 12 */ etl.fnc_lista(v_partes.o_clave, 'guardada.%I'),
        /* 13 */ CASE
            WHEN p_ambito ~ '\mclave\.' THEN format(
                '%s CROSS JOIN LATERAL (SELECT %s FROM %s AS guardada WHERE %s OFFSET 0) AS guardada',
                p_clave, etl.fnc_lista(v_partes.o_clave, 'guardada.%I'), p_tabla, p_ambito
            )
            ELSE format('%s AS guardada WHERE %s', p_tabla, p_ambito)
        END
    ];

    RETURN format(
        'WITH nuevas AS MATERIALIZED (SELECT %s FROM %s AS fuente)', v_partes.o_columnas, v_partes.o_llamada
    ) || format(
        CASE
            WHEN p_solo_actualiza THEN $sql$,
                escritas AS (
                    UPDATE %1$s AS guardada
                    SET (%5$s) = ROW(%7$s%9$s)
                    FROM (
                        SELECT nueva.*
                        FROM nuevas AS nueva
                        INNER JOIN %1$s AS guardada ON %4$s
                        WHERE (%6$s) IS DISTINCT FROM (%7$s)
                        ORDER BY %3$s
                        FOR NO KEY UPDATE OF guardada
                    ) AS nueva
                    WHERE %4$s
                    RETURNING %10$s AS pozo, %11$s AS valor
                )
            $sql$
            ELSE $sql$,
                escritas AS (
                    INSERT INTO %1$s AS guardada (%2$s, %5$s)
                    SELECT %3$s, %7$s%9$s
                    FROM nuevas AS nueva
                    LEFT JOIN %1$s AS guardada ON %4$s
                    WHERE (%12$s) IS NULL OR (%6$s) IS DISTINCT FROM (%7$s)
                    ORDER BY %3$s
                    ON CONFLICT (%2$s) DO UPDATE SET (%5$s) = ROW(%8$s%9$s)
                    WHERE (%6$s) IS DISTINCT FROM (%8$s)
                    RETURNING %10$s AS pozo, %11$s AS valor
                )
            $sql$
        END
        || CASE
            WHEN p_ambito IS NULL THEN 'SELECT pozo, valor, FALSE FROM escritas'
            ELSE $sql$,
                retiradas AS (
                    DELETE FROM %1$s AS guardada
                    USING (
                        SELECT %12$s FROM %13$s
                        EXCEPT -- linear however many rows the planner expects, NOT EXISTS is not
                        SELECT %2$s FROM nuevas
                        ORDER BY %2$s
                    ) AS nueva
                    WHERE %4$s
                    RETURNING %10$s AS pozo, %11$s AS valor
                )
                SELECT pozo, valor, FALSE FROM escritas
                UNION ALL
                SELECT pozo, valor, TRUE FROM retiradas
            $sql$
        END,
        VARIADIC v_piezas
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[])
IS 'Text of the statement that writes the rows of a source into a table; see etl.fnc_guardar.';
