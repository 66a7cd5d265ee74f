CREATE OR REPLACE FUNCTION stage.fnc_sentencia_sondeos()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the query that lays each load of a unit out as one row and says by es_plana whether it is a plain
--   poll: every value a plain number or a card, in range, at most one a column, its time known. Of a plain
--   poll it makes what stage.fnc_leer_landing makes of its values one by one; all others are left to that.
--   Parameters: $1 loads and $2 their units, $3 the first and $4 the last of these loads. Columns: unit_id,
--   cargado_en, timestamp_lectura, es_plana, and those of the map in their order.
--   Long because it shows the query that it makes as a whole.
-- Dynamic: which columns a poll has is data (the map); laid out first and judged by row, a value costs a
--   third of what it costs one by one. A column of several variables has no text here: its poll is not plain.
-- Second run: pure. Reads: referencial.tbl_var_scada_map. Writes: nothing.
DECLARE
    v_textos text;
    v_leidos text;
    v_usables text;
    v_numeros text;
    v_condiciones text;
    v_valores text;
BEGIN
    SELECT
        string_agg(format(pieza.texto, columna.puesto, columna.variable), ', ' ORDER BY columna.puesto),
        string_agg(format(pieza.leido, columna.puesto), ', ' ORDER BY columna.puesto),
        string_agg(format('numero_%s', columna.puesto), ', ' ORDER BY columna.puesto),
        coalesce(
            string_agg(format('numero_%s', columna.puesto), ', ' ORDER BY columna.puesto)
            FILTER (WHERE columna.tipo <> 'text'),
            'NULL::double precision'
        ),
        string_agg(
            format(pieza.condicion, columna.puesto, columna.conversion, columna.mitad), ''
            ORDER BY columna.puesto
        ),
        string_agg(
            format(pieza.valor, columna.puesto, columna.conversion, columna.tipo, columna.nombre), ', '
            ORDER BY columna.puesto
        )
    INTO v_textos, v_leidos, v_usables, v_numeros, v_condiciones, v_valores
    FROM (
        SELECT
            atributo.attnum AS puesto,
            atributo.attname AS nombre,
            format_type(atributo.atttypid, NULL) AS tipo,
            CASE count(*) WHEN 1 THEN min(variables.var_id_scada) END AS variable,
            min(variables.conversion) AS conversion,
            lag(atributo.attnum) OVER (
                PARTITION BY atributo.atttypid, regexp_replace(atributo.attname, '_(position|load)$', '')
                ORDER BY atributo.attnum
            ) AS mitad -- the other half of a card
        FROM referencial.tbl_var_scada_map AS variables
        INNER JOIN pg_catalog.pg_attribute AS atributo
            ON
                atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
                AND variables.columna_stage = atributo.attname
                AND NOT atributo.attisdropped
        GROUP BY atributo.attnum, atributo.attname, atributo.atttypid
    ) AS columna
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN columna.variable IS NULL THEN 'NULL::text AS texto_%1$s'
                ELSE 'max(measure) FILTER (WHERE var_id = %2$s) AS texto_%1$s'
            END AS texto,
            CASE columna.tipo
                WHEN 'text' THEN 'texto_%1$s, CASE WHEN octet_length(texto_%1$s) <= 300000'
                    ' AND texto_%1$s LIKE ''[%%]'' THEN stage.fnc_carta_tamano(texto_%1$s) END AS numero_%1$s'
                ELSE 'CASE WHEN octet_length(texto_%1$s) <= 300 AND texto_%1$s ~ ''^-?[0-9]+\.?[0-9]*$'''
                    ' THEN texto_%1$s::double precision END AS numero_%1$s'
            END AS leido,
            CASE
                WHEN columna.tipo = 'text' THEN concat(
                    ' AND (numero_%1$s BETWEEN 3 AND 10000) IS NOT FALSE',
                    CASE
                        WHEN columna.mitad IS NOT NULL THEN ' AND (numero_%1$s = numero_%3$s) IS NOT FALSE'
                    END
                )
                WHEN columna.tipo = 'boolean' THEN ' AND (numero_%1$s IN (0, 1)) IS NOT FALSE'
                WHEN columna.conversion IS NOT NULL
                    THEN ' AND (numero_%1$s = 0 OR abs(numero_%1$s) BETWEEN 1e-15 AND 1e15) IS NOT FALSE'
                    ' AND num_nulls(numero_%1$s, stage.fnc_convertir_scada(numero_%1$s, %2$L)) <> 1'
                ELSE ''
            END || CASE columna.tipo
                WHEN 'smallint' THEN ' AND (abs(numero_%1$s) <= 32767) IS NOT FALSE'
                WHEN 'integer' THEN ' AND (abs(numero_%1$s) <= 2147483647) IS NOT FALSE'
                WHEN 'bigint' THEN ' AND (abs(numero_%1$s) <= 9e18) IS NOT FALSE'
                WHEN 'real' THEN ' AND (abs(numero_%1$s) <= 3e38) IS NOT FALSE'
                ELSE ''
            END AS condicion,
            CASE
                WHEN columna.tipo = 'text' THEN 'texto_%1$s AS %4$I'
                WHEN columna.tipo = 'boolean' THEN 'numero_%1$s = 1 AS %4$I'
                WHEN columna.conversion IS NULL THEN 'CASE WHEN es_plana THEN numero_%1$s END::%3$s AS %4$I'
                ELSE 'CASE WHEN es_plana THEN stage.fnc_convertir_scada(numero_%1$s, %2$L) END::%3$s AS %4$I'
            END AS valor
    ) AS pieza;

    RETURN format(
        $sql$
        SELECT unit_id, cargado_en, timestamp_lectura, es_plana, %6$s
        FROM (
            SELECT
                leidos.*,
                filas = fechadas
                AND filas = num_nonnulls(%3$s)
                AND primera >= '1950-01-01 00:00:00+00'
                AND timestamp_lectura <= ajustes.limite
                AND (least(%4$s) > ajustes.por_encima_de) IS NOT FALSE
                AND (greatest(%4$s) < ajustes.por_debajo_de) IS NOT FALSE
                %5$s AS es_plana
            FROM (
                SELECT unit_id, cargado_en, timestamp_lectura, primera, filas, fechadas, %2$s
                FROM (
                    SELECT
                        unit_id,
                        cargado_en,
                        max(momento) AS timestamp_lectura,
                        min(momento) AS primera,
                        count(*) AS filas,
                        count(momento) AS fechadas,
                        %1$s
                    FROM (
                        SELECT
                            landing.unit_id,
                            landing.cargado_en,
                            landing.var_id,
                            landing.measure,
                            stage.fnc_hora_scada(
                                landing.moddate, landing.modtime, zona.zona, landing.cargado_en
                            ) AS momento
                        FROM stage.landing_scada_data AS landing
                        INNER JOIN unnest($1, $2) AS cargas (cargado_en, unit_id)
                            ON landing.cargado_en = cargas.cargado_en AND landing.unit_id = cargas.unit_id
                        CROSS JOIN (SELECT referencial.fnc_zona_horaria() AS zona OFFSET 0) AS zona
                        WHERE landing.cargado_en >= $3
                            AND landing.cargado_en <= $4
                            AND (landing.var_id IS NULL OR landing.var_id = ANY(%7$L::integer[]))
                        OFFSET 0 -- the time once a value
                    ) AS llegados
                    GROUP BY unit_id, cargado_en
                ) AS sondeos
                OFFSET 0 -- each text is read once
            ) AS leidos
            CROSS JOIN (
                SELECT -- a number between the two is no sentinel
                    etl.fnc_ahora() + interval '1 day' AS limite,
                    coalesce(max(marcas.numero) FILTER (WHERE marcas.numero < 0), '-Infinity') * (1 - 1e-6)
                    AS por_encima_de,
                    coalesce(min(marcas.numero) FILTER (WHERE marcas.numero > 0), 'Infinity') * (1 - 1e-6)
                    AS por_debajo_de
                FROM (
                    SELECT ausente.texto::double precision AS numero
                    FROM referencial.tbl_valores_ausentes AS ausente
                    WHERE ausente.clase = 'centinela' AND ausente.activo AND ausente.fuente IN ('*', 'scada')
                    OFFSET 0 -- only sentinels are numbers
                ) AS marcas
            ) AS ajustes
            OFFSET 0
        ) AS juzgados
        $sql$,
        v_textos,
        v_leidos,
        v_usables,
        v_numeros,
        v_condiciones,
        v_valores,
        ARRAY(SELECT variables.var_id_scada FROM referencial.tbl_var_scada_map AS variables ORDER BY 1)
    );
END;
$$;

COMMENT ON FUNCTION stage.fnc_sentencia_sondeos()
IS 'Text of the query that lays SCADA loads out as wide polls and says which are plain; see its header for '
'the parameters.';
