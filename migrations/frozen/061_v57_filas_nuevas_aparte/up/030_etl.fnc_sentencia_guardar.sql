CREATE OR REPLACE FUNCTION etl.fnc_sentencia_guardar(
    p_tabla regclass,
    p_fuente text,
    p_clave text,
    p_ambito text,
    p_devuelve text[],
    p_solo_actualiza boolean,
    p_ajenas text[],
    p_nuevas_aparte boolean DEFAULT FALSE
)
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the statement that etl.fnc_guardar runs; its parameters $1 and $2 are p_claves and p_periodos,
--   which p_clave turns into the rows that p_ambito calls clave. What is stored for them is read by index
--   and compared before anything is locked, NULL equal to NULL and NaN to NaN: a row that is as it should
--   be costs no write, not even a lock. A full join is linear however many rows the planner expects.
--   With p_nuevas_aparte, where no stored row is to change, the new ones are inserted without looking for
--   each once more, which saves a third; no row is given back before all are written. Where another writer
--   brings one of them meanwhile that fails (unique_violation), and is to be run again without.
-- Second run: pure. Reads and writes nothing but the catalog.
DECLARE
    v_partes record;
    v_piezas text[];
BEGIN
    IF p_solo_actualiza AND p_ambito IS NOT NULL THEN
        RAISE EXCEPTION 'rows of table % are only updated: none of scope "%" can go', p_tabla, p_ambito
        USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave out p_ambito or p_solo_actualiza.';
    END IF;

    SELECT partes.* INTO v_partes FROM etl.fnc_partes_guardar(p_tabla, p_fuente, p_ajenas) AS partes;
    v_piezas := ARRAY[
        /* 1 */ p_tabla::text,
        /* 2 */ etl.fnc_lista(v_partes.o_clave, '%I'),
        /* 3 */ etl.fnc_lista(v_partes.o_clave, 'guardada.%1$I = diferencia.%1$I', ' AND '),
        /* 4 */ etl.fnc_lista(v_partes.o_valores, '%I'),
        /* 5 */ etl.fnc_lista(v_partes.o_valores, 'guardada.%I'),
        /* 6 */ etl.fnc_lista(v_partes.o_valores, 'nueva.%I'),
        /* 7 */ etl.fnc_lista(v_partes.o_valores, 'diferencia.%I'),
        /* 8 */ etl.fnc_lista(v_partes.o_valores, 'excluded.%I'),
        /* 9 */ coalesce(etl.fnc_lista(v_partes.o_sellos, ', %I', ''), ''),
        /* 10 */ coalesce(etl.fnc_lista(v_partes.o_sellos, ', etl.fnc_ahora()', ''), ''),
        /* 11 */ quote_ident(v_partes.o_clave[1]),
        /* 12 */ coalesce('guardada.' || quote_ident(p_devuelve[1]), 'NULL::integer'),
        /* 13 */ coalesce('guardada.' || quote_ident(p_devuelve[2]) || '::text', 'NULL::text'),
        /* 14 */ p_clave,
        /* 15 */ p_ambito,
        /* 16 */ CASE WHEN p_nuevas_aparte THEN '(SELECT bool_and(falta OR sobra) FROM diferencias)' ELSE 'FALSE' END
    ];

    RETURN format(
        'WITH nuevas AS MATERIALIZED (SELECT %s FROM %s AS fuente)', v_partes.o_columnas, v_partes.o_llamada
    ) || format(
        CASE
            WHEN p_solo_actualiza THEN $sql$,
                escritas AS (
                    UPDATE %1$s AS guardada
                    SET (%4$s%9$s) = ROW(%7$s%10$s)
                    FROM (
                        SELECT nueva.*
                        FROM nuevas AS nueva
                        INNER JOIN %1$s AS guardada USING (%2$s)
                        WHERE (%5$s) IS DISTINCT FROM (%6$s)
                        ORDER BY %2$s
                        FOR NO KEY UPDATE OF guardada
                    ) AS diferencia
                    WHERE %3$s
                    RETURNING %12$s AS pozo, %13$s AS valor
                )
            $sql$
            ELSE ', guardadas AS (' || CASE
                WHEN p_ambito IS NULL THEN $sql$
                    SELECT %2$s, %5$s FROM nuevas INNER JOIN %1$s AS guardada USING (%2$s)
                $sql$
                WHEN p_ambito ~ '\mclave\.' THEN $sql$
                    SELECT DISTINCT ON (%2$s) guardada.*
                    FROM %14$s
                    CROSS JOIN LATERAL (SELECT %2$s, %4$s FROM %1$s WHERE %15$s OFFSET 0) AS guardada
                $sql$
                ELSE 'SELECT %2$s, %4$s FROM %1$s WHERE %15$s'
            END || $sql$),
                diferencias AS (
                    SELECT %2$s, %6$s, nueva.%11$s IS NULL AS sobra, guardada.%11$s IS NULL AS falta
                    FROM nuevas AS nueva
                    FULL JOIN guardadas AS guardada USING (%2$s)
                    WHERE num_nulls(nueva.%11$s, guardada.%11$s) > 0 OR (%5$s) IS DISTINCT FROM (%6$s)
                ),
                escritas AS (
                    INSERT INTO %1$s AS guardada (%2$s, %4$s%9$s)
                    SELECT %2$s, %4$s%10$s FROM diferencias WHERE NOT (sobra OR %16$s) ORDER BY %2$s
                    ON CONFLICT (%2$s) DO UPDATE SET (%4$s%9$s) = ROW(%8$s%10$s)
                    WHERE (%5$s) IS DISTINCT FROM (%8$s)
                    RETURNING %12$s AS pozo, %13$s AS valor
                )
            $sql$
        END
        || CASE
            WHEN p_nuevas_aparte THEN $sql$,
                agregadas AS (
                    INSERT INTO %1$s AS guardada (%2$s, %4$s%9$s)
                    SELECT %2$s, %4$s%10$s FROM diferencias WHERE falta AND %16$s ORDER BY %2$s
                    RETURNING %12$s AS pozo, %13$s AS valor
                )
            $sql$
            ELSE ''
        END
        || CASE
            WHEN p_ambito IS NOT NULL THEN $sql$,
                retiradas AS (
                    DELETE FROM %1$s AS guardada
                    USING (SELECT %2$s FROM diferencias WHERE sobra ORDER BY %2$s) AS diferencia
                    WHERE %3$s
                    RETURNING %12$s AS pozo, %13$s AS valor
                )
            $sql$
            ELSE ''
        END
        || 'SELECT pozo, valor, FALSE FROM escritas'
        || CASE WHEN p_ambito IS NOT NULL THEN ' UNION ALL SELECT pozo, valor, TRUE FROM retiradas' ELSE '' END
        || CASE
            WHEN p_nuevas_aparte THEN ' UNION ALL SELECT pozo, valor, FALSE FROM agregadas ORDER BY pozo' ELSE ''
        END,
        VARIADIC v_piezas
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[], boolean)
IS 'Text of the statement that writes the rows of a source into a table; see etl.fnc_guardar.';
