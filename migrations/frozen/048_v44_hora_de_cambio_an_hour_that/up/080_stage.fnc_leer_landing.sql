CREATE OR REPLACE FUNCTION stage.fnc_leer_landing(
    p_cargas timestamptz[],
    p_unidades integer[],
    p_primera timestamptz,
    p_ultima timestamptz
)
RETURNS TABLE (
    unit_id integer,
    var_id integer,
    cargado_en timestamptz,
    idn bigint,
    posicion smallint,
    columna text,
    momento timestamptz,
    crudo text,
    texto text,
    numero double precision,
    motivo text,
    detalle text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: mapped values of loads (pairs of two arrays, from p_primera to p_ultima) with their time, read by
--   the type of their column and converted, or with the reason why they cannot be used. Text columns are
--   card arrays; only they have a name here. Variables without a map row are left out.
--   Long because each step of a value (arrived, cleaned, read, converted, judged) is a CTE of one scan: a
--   routine for a step would be called, or its rows be kept, for each of millions of values.
-- Second run: the same for the same rows. Writes: nothing.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map, tbl_valores_ausentes.
    WITH ajustes AS MATERIALIZED (
        SELECT
            referencial.fnc_zona_horaria() AS zona,
            etl.fnc_ahora() + interval '1 day' AS limite,
            array_agg(lower(ausente.texto)) FILTER (WHERE ausente.clase = 'vacio') AS vacios,
            array_agg(lower(ausente.texto)) FILTER (WHERE ausente.clase = 'palabra') AS palabras,
            coalesce(
                array_agg(ausente.texto::double precision) FILTER (WHERE ausente.clase = 'centinela'), '{}'
            ) AS centinelas,
            min(abs(ausente.texto::double precision)) FILTER (WHERE ausente.clase = 'centinela') * (1 - 1e-7)
            AS menor_centinela
        FROM referencial.tbl_valores_ausentes AS ausente
        WHERE ausente.activo AND ausente.fuente IN ('*', 'scada')
    ),

    mapa AS MATERIALIZED (
        SELECT
            variables.var_id_scada,
            variables.columna_stage,
            variables.conversion,
            atributo.attnum,
            atributo.atttypid = 'text'::regtype AS es_carta,
            atributo.atttypid = 'boolean'::regtype AS es_booleano,
            CASE atributo.atttypid
                WHEN 'smallint'::regtype THEN 32767
                WHEN 'integer'::regtype THEN 2147483647
                WHEN 'bigint'::regtype THEN 9e18
                WHEN 'real'::regtype THEN 3e38
                ELSE 1.7976931348623157e308
            END::double precision AS maximo
        FROM referencial.tbl_var_scada_map AS variables
        INNER JOIN pg_catalog.pg_attribute AS atributo
            ON
                atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
                AND variables.columna_stage = atributo.attname
                AND NOT atributo.attisdropped
    ),

    llegados AS (
        SELECT
            landing.unit_id,
            landing.var_id,
            landing.cargado_en,
            landing.idn,
            mapa.attnum,
            mapa.columna_stage,
            mapa.conversion,
            mapa.es_carta,
            mapa.es_booleano,
            mapa.maximo,
            landing.measure,
            coalesce(
                landing.measure ~ '^-?[0-9]+\.?[0-9]*$' AND length(landing.measure) <= 300, FALSE
            ) AS es_simple,
            landing.moddate,
            landing.modtime,
            stage.fnc_hora_scada(landing.moddate, landing.modtime, ajustes.zona, landing.cargado_en) AS momento
        FROM stage.landing_scada_data AS landing
        INNER JOIN unnest(p_cargas, p_unidades) AS cargas (cargado_en, unit_id)
            ON landing.cargado_en = cargas.cargado_en AND landing.unit_id = cargas.unit_id
        CROSS JOIN ajustes
        LEFT JOIN mapa ON landing.var_id = mapa.var_id_scada
        WHERE landing.cargado_en >= p_primera
            AND landing.cargado_en <= p_ultima
            AND (mapa.columna_stage IS NOT NULL OR landing.var_id IS NULL)
        OFFSET 0 -- each expression once a row, not wherever it is used
    ),

    limpios AS (
        SELECT
            llegados.*,
            CASE
                WHEN llegados.es_simple THEN llegados.measure
                ELSE btrim(llegados.measure, E' \t\n\r\f\u000B\u00A0')
            END AS limpio
        FROM llegados
        OFFSET 0
    ),

    leidos AS (
        SELECT
            limpios.*,
            CASE
                WHEN limpios.es_carta THEN NULL
                WHEN limpios.es_simple THEN limpios.limpio::double precision
                WHEN limpios.es_booleano AND lower(limpios.limpio) IN ('true', 't') THEN 1
                WHEN limpios.es_booleano AND lower(limpios.limpio) IN ('false', 'f') THEN 0
                ELSE stage.fnc_leer_numero(limpios.limpio)
            END AS leido
        FROM limpios
        OFFSET 0
    ),

    convertidos AS (
        SELECT
            leidos.*,
            CASE
                WHEN leidos.conversion IS NULL THEN leidos.leido
                WHEN abs(leidos.leido) BETWEEN 1e-15 AND 1e15 OR leidos.leido = 0
                    THEN stage.fnc_convertir_scada(leidos.leido, leidos.conversion)
            END AS numero
        FROM leidos
        OFFSET 0
    ),

    juzgados AS (
        SELECT
            convertidos.*,
            CASE
                WHEN convertidos.var_id IS NULL THEN 'variable_ausente'
                WHEN convertidos.moddate IS NULL THEN 'fecha_ausente'
                WHEN convertidos.momento IS NULL
                    THEN CASE
                        WHEN stage.fnc_hora_scada(convertidos.moddate, convertidos.modtime, ajustes.zona) IS NULL
                            THEN 'hora_inexistente'
                        ELSE 'hora_ambigua'
                    END
                WHEN convertidos.momento > ajustes.limite THEN 'fecha_futura'
                WHEN convertidos.momento < '1950-01-01 00:00:00+00' THEN 'fecha_invalida'
                WHEN coalesce(convertidos.limpio, '') = '' THEN 'valor_ausente'
                WHEN convertidos.leido IS NULL AND lower(convertidos.limpio) = ANY(ajustes.vacios)
                    THEN 'valor_ausente'
                WHEN convertidos.leido IS NULL AND lower(convertidos.limpio) = ANY(ajustes.palabras)
                    THEN 'sin_valor'
                WHEN abs(convertidos.leido) >= ajustes.menor_centinela
                    AND EXISTS (
                        SELECT FROM unnest(ajustes.centinelas) AS marcas (marca)
                        WHERE convertidos.leido / marcas.marca BETWEEN 1 - 1e-7 AND 1 + 1e-7
                    )
                    THEN 'centinela'
                WHEN convertidos.es_carta
                    THEN CASE WHEN NOT stage.fnc_es_carta(convertidos.limpio) THEN 'carta_ilegible' END
                WHEN convertidos.es_booleano
                    THEN CASE
                        WHEN convertidos.leido IS NULL OR convertidos.leido NOT IN (0, 1)
                            THEN 'booleano_ilegible'
                    END
                WHEN convertidos.leido IS NULL THEN stage.fnc_motivo_ilegible(convertidos.limpio)
                WHEN convertidos.numero IS NULL OR abs(convertidos.leido) > convertidos.maximo
                    THEN 'fuera_de_rango'
            END AS motivo
        FROM convertidos
        CROSS JOIN ajustes
        OFFSET 0
    )

    SELECT
        juzgados.unit_id,
        juzgados.var_id,
        juzgados.cargado_en,
        juzgados.idn,
        juzgados.attnum AS posicion,
        CASE WHEN juzgados.es_carta THEN juzgados.columna_stage END AS columna,
        juzgados.momento,
        CASE WHEN juzgados.es_carta OR juzgados.motivo IS NOT NULL THEN juzgados.measure END AS crudo,
        CASE WHEN juzgados.es_carta THEN juzgados.limpio END AS texto,
        juzgados.numero,
        juzgados.motivo,
        CASE
            WHEN juzgados.motivo LIKE 'fecha%' THEN juzgados.momento::text
            WHEN juzgados.motivo LIKE 'hora%' THEN concat_ws(' ', juzgados.moddate, juzgados.modtime)
            WHEN juzgados.motivo = 'fuera_de_rango' AND juzgados.leido IS NOT NULL
                THEN coalesce('no es ' || juzgados.conversion, 'no cabe en la columna')
        END AS detalle
    FROM juzgados;
$$;

COMMENT ON FUNCTION stage.fnc_leer_landing(timestamptz[], integer[], timestamptz, timestamptz)
IS 'Mapped SCADA values of loads, timed, read and converted to the column''s unit, or why they cannot be.';
