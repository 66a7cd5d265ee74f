CREATE OR REPLACE PROCEDURE reporting.sp_guardar_cambios(
    p_tabla regclass,
    p_fuente regproc,
    p_pozo text,
    p_periodo text,
    p_pozos integer[],
    p_periodos anyarray,
    p_devuelve text,
    INOUT p_pozos_cambiados integer[],
    INOUT p_valores_cambiados text[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: makes the rows of a table that belong to wells and periods (pairs of two arrays, found in the
--   columns p_pozo and p_periodo) equal to what the function p_fuente computes for them: inserts, updates
--   what differs, deletes what it no longer yields. Columns that it does not yield are left alone.
--   Gives back well and column p_devuelve of each changed row, as two arrays.
-- Second run: writes nothing. Reads: p_fuente. Writes: p_tabla, in well order.
DECLARE
    v_clave name[] := ARRAY(
        SELECT atributo.attname
        FROM pg_catalog.pg_index AS indice
        CROSS JOIN LATERAL unnest(indice.indkey::smallint[])
        WITH ORDINALITY AS clave (columna, posicion)
        INNER JOIN pg_catalog.pg_attribute AS atributo
            ON indice.indrelid = atributo.attrelid AND clave.columna = atributo.attnum
        WHERE indice.indrelid = p_tabla AND indice.indisprimary
        ORDER BY clave.posicion
    );
    v_columnas name[] := ARRAY(
        SELECT salida.nombre::name
        FROM pg_catalog.pg_proc AS rutina
        CROSS JOIN LATERAL unnest(rutina.proargnames, rutina.proargmodes)
        WITH ORDINALITY AS salida (nombre, modo, posicion)
        WHERE rutina.oid = p_fuente AND salida.modo = 't'
        ORDER BY salida.posicion
    );
    v_auditoria name[] := ARRAY(
        SELECT atributo.attname
        FROM pg_catalog.pg_attribute AS atributo
        WHERE atributo.attrelid = p_tabla
            AND atributo.attname IN ('fecha_carga', 'fecha_ultima_carga', 'fecha_ultima_actualizacion')
    );
BEGIN
    EXECUTE format(
        $consulta$
            WITH nuevas AS MATERIALIZED (
                SELECT * FROM %1$s($1, $2)
            ),
            guardadas AS (
                INSERT INTO %2$s AS t (%3$s)
                SELECT %3$s FROM nuevas ORDER BY %4$s
                ON CONFLICT (%4$s) DO UPDATE SET %5$s
                WHERE (%6$s) IS DISTINCT FROM (%7$s)
                RETURNING t.%8$I AS pozo, t.%10$I::text AS valor
            ),
            borradas AS (
                DELETE FROM %2$s AS t
                USING (
                    SELECT %12$s
                    FROM unnest($1, $2) AS claves (pozo, periodo)
                    INNER JOIN %2$s AS t ON claves.pozo = t.%8$I AND claves.periodo = t.%9$I
                    EXCEPT -- linear however many rows the planner expects, NOT EXISTS is not
                    SELECT %4$s FROM nuevas
                ) AS sobran
                WHERE %11$s
                RETURNING t.%8$I AS pozo, t.%10$I::text AS valor
            )
            SELECT array_agg(pozo), array_agg(valor)
            FROM (SELECT * FROM guardadas UNION ALL SELECT * FROM borradas) AS cambios
        $consulta$,
        p_fuente,
        p_tabla,
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(v_columnas) AS c),
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(v_clave) AS c),
        (
            SELECT string_agg(asignacion, ', ')
            FROM (
                SELECT format('%1$I = excluded.%1$I', c)
                FROM unnest(v_columnas) AS c
                WHERE c <> ALL (v_clave)
                UNION ALL
                SELECT format('%I = now()', c)
                FROM unnest(v_auditoria) AS c
            ) AS asignaciones (asignacion)
        ),
        (SELECT string_agg(format('t.%I', c), ', ') FROM unnest(v_columnas) AS c),
        (SELECT string_agg(format('excluded.%I', c), ', ') FROM unnest(v_columnas) AS c),
        p_pozo,
        p_periodo,
        p_devuelve,
        (SELECT string_agg(format('sobran.%1$I = t.%1$I', c), ' AND ') FROM unnest(v_clave) AS c),
        (SELECT string_agg(format('t.%I', c), ', ') FROM unnest(v_clave) AS c)
    )
    INTO p_pozos_cambiados, p_valores_cambiados
    USING p_pozos, p_periodos;
END;
$$;

COMMENT ON PROCEDURE reporting.sp_guardar_cambios
IS 'Makes a table''s rows of wells and periods equal to what a function computes; gives back what changed.';
