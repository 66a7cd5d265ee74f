CREATE OR REPLACE FUNCTION stage.fnc_valores_por_lectura(
    p_cargas timestamptz[],
    p_unidades integer[]
)
RETURNS TABLE (
    unit_id integer,
    var_id integer,
    cargado_en timestamptz,
    posicion smallint,
    timestamp_lectura timestamptz,
    crudo text,
    texto text,
    numero double precision,
    motivo text,
    detalle text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: usable values of loads (pairs of two arrays), each with the time of the reading that it belongs to
--   and at most one per reading and column. A load in which no variable comes twice is one poll and takes
--   its newest time; in others each minute is a reading. Repeated rows are no repetition. Of several values
--   for one place the later arrival stays, then the later time. The two halves of a card have as many points,
--   or neither is usable: motivo and detalle say so.
-- Second run: the same for the same rows. Writes: nothing. Reads: see stage.fnc_leer_landing.
    WITH leidos AS MATERIALIZED (
        SELECT valores.*
        FROM stage.fnc_leer_landing(
            p_cargas,
            p_unidades,
            (SELECT min(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en)),
            (SELECT max(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en))
        ) AS valores
        WHERE valores.motivo IS NULL
    ),

    variables AS (
        SELECT
            leidos.unit_id,
            leidos.cargado_en,
            max(leidos.momento) AS momento,
            min(leidos.momento) < max(leidos.momento)
            OR min(leidos.numero) < max(leidos.numero)
            OR min(leidos.texto) < max(leidos.texto) AS se_repite
        FROM leidos
        GROUP BY leidos.unit_id, leidos.cargado_en, leidos.posicion
    ),

    cargas AS (
        SELECT
            variables.unit_id,
            variables.cargado_en,
            max(variables.momento) AS momento,
            coalesce(bool_or(variables.se_repite), FALSE) AS es_historia
        FROM variables
        GROUP BY variables.unit_id, variables.cargado_en
    ),

    fechados AS (
        SELECT
            leidos.*,
            CASE
                WHEN cargas.es_historia THEN date_bin('1 minute', leidos.momento, '2000-01-01 00:00:00+00')
                ELSE cargas.momento
            END AS timestamp_lectura
        FROM leidos
        INNER JOIN cargas ON leidos.unit_id = cargas.unit_id AND leidos.cargado_en = cargas.cargado_en
    ),

    unicos AS (
        SELECT DISTINCT ON (fechados.unit_id, fechados.timestamp_lectura, fechados.posicion)
            fechados.*,
            regexp_replace(fechados.columna, '_(position|load)$', '') AS carta
        FROM fechados
        ORDER BY
            fechados.unit_id, fechados.timestamp_lectura, fechados.posicion,
            fechados.cargado_en DESC, fechados.momento DESC, fechados.idn DESC
    ),

    desiguales AS (
        SELECT
            unicos.unit_id,
            unicos.timestamp_lectura,
            unicos.carta,
            string_agg(
                stage.fnc_carta_tamano(unicos.texto)::text, ' y ' ORDER BY unicos.columna DESC
            ) || ' puntos' AS detalle
        FROM unicos
        WHERE unicos.texto IS NOT NULL
        GROUP BY unicos.unit_id, unicos.timestamp_lectura, unicos.carta
        HAVING count(DISTINCT stage.fnc_carta_tamano(unicos.texto)) > 1
    )

    SELECT
        unicos.unit_id,
        unicos.var_id,
        unicos.cargado_en,
        unicos.posicion,
        unicos.timestamp_lectura,
        unicos.crudo,
        unicos.texto,
        unicos.numero,
        CASE WHEN desiguales.detalle IS NOT NULL THEN 'carta_desigual' END AS motivo,
        desiguales.detalle
    FROM unicos
    LEFT JOIN desiguales
        ON
            unicos.unit_id = desiguales.unit_id
            AND unicos.timestamp_lectura = desiguales.timestamp_lectura
            AND unicos.carta = desiguales.carta;
$$;

COMMENT ON FUNCTION stage.fnc_valores_por_lectura(timestamptz[], integer[])
IS 'Usable mapped values of loads, at most one per reading and column; halves of a card with their verdict.';
