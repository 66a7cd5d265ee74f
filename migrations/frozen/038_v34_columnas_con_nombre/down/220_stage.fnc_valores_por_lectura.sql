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
-- Purpose: values of loads (pairs of two arrays), each with the time of the reading that it belongs to and at
--   most one per reading and column, or with the reason why it cannot be used. A load in which no variable
--   comes twice is one poll and takes its newest time; in others each minute is a reading. Repeated rows
--   are no repetition. Of several values for one place the later arrival stays, then the later time.
--   The two halves of a card have as many points, or neither is used.
-- Second run: the same for the same rows. Writes: nothing. Reads: see stage.fnc_leer_landing.
    WITH leidos AS MATERIALIZED (
        SELECT valores.*
        FROM stage.fnc_leer_landing(
            p_cargas,
            p_unidades,
            (SELECT min(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en)),
            (SELECT max(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en))
        ) AS valores
    ),

    contadas AS (
        SELECT
            leidos.unit_id,
            leidos.cargado_en,
            count(*) AS valores,
            count(DISTINCT leidos.posicion) AS variables,
            max(leidos.momento) AS momento
        FROM leidos
        WHERE leidos.motivo IS NULL
        GROUP BY leidos.unit_id, leidos.cargado_en
    ),

    repetidas AS (
        SELECT
            contadas.unit_id,
            contadas.cargado_en,
            count(DISTINCT (leidos.posicion, leidos.momento, leidos.numero, leidos.texto))
            > contadas.variables AS es_historia
        FROM contadas
        INNER JOIN leidos
            ON contadas.unit_id = leidos.unit_id AND contadas.cargado_en = leidos.cargado_en
        WHERE contadas.valores > contadas.variables AND leidos.motivo IS NULL
        GROUP BY contadas.unit_id, contadas.cargado_en, contadas.variables
    ),

    cargas AS MATERIALIZED (
        SELECT
            contadas.unit_id,
            contadas.cargado_en,
            contadas.momento,
            coalesce(repetidas.es_historia, FALSE) AS es_historia,
            -- whether two of its values, or one of another load, may want the same place
            repetidas.es_historia IS NOT NULL
            OR count(*) OVER (PARTITION BY contadas.unit_id, contadas.momento) > 1
            OR bool_or(coalesce(repetidas.es_historia, FALSE)) OVER (PARTITION BY contadas.unit_id)
            AS en_disputa
        FROM contadas
        LEFT JOIN repetidas
            ON contadas.unit_id = repetidas.unit_id AND contadas.cargado_en = repetidas.cargado_en
    ),

    fechados AS (
        SELECT
            leidos.*,
            cargas.en_disputa,
            CASE
                WHEN cargas.es_historia THEN date_bin('1 minute', leidos.momento, '2000-01-01 00:00:00+00')
                ELSE cargas.momento
            END AS timestamp_lectura
        FROM leidos
        INNER JOIN cargas ON leidos.unit_id = cargas.unit_id AND leidos.cargado_en = cargas.cargado_en
        WHERE leidos.motivo IS NULL
    ),

    ordenados AS (
        SELECT
            fechados.*,
            row_number() OVER (
                PARTITION BY fechados.unit_id, fechados.timestamp_lectura, fechados.posicion
                ORDER BY fechados.cargado_en DESC, fechados.momento DESC, fechados.idn DESC
            ) AS turno
        FROM fechados
        WHERE fechados.en_disputa
    ),

    unicos AS (
        SELECT
            fechados.*,
            1 AS turno
        FROM fechados
        WHERE NOT fechados.en_disputa
        UNION ALL
        SELECT ordenados.*
        FROM ordenados
        WHERE ordenados.turno = 1
    ),

    cartas AS (
        SELECT
            unicos.unit_id,
            unicos.timestamp_lectura,
            regexp_replace(unicos.columna, '_(position|load)$', '') AS carta,
            string_agg(
                stage.fnc_carta_tamano(unicos.texto)::text, ' y ' ORDER BY unicos.columna DESC
            ) AS puntos
        FROM unicos
        WHERE unicos.texto IS NOT NULL
        GROUP BY 1, 2, 3
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
        CASE WHEN cartas.puntos IS NOT NULL THEN 'carta_desigual' END,
        cartas.puntos || ' puntos'
    FROM unicos
    LEFT JOIN cartas
        ON
            unicos.texto IS NOT NULL
            AND unicos.unit_id = cartas.unit_id
            AND unicos.timestamp_lectura = cartas.timestamp_lectura
            AND cartas.carta = regexp_replace(unicos.columna, '_(position|load)$', '')
    UNION ALL
    SELECT
        leidos.unit_id,
        leidos.var_id,
        leidos.cargado_en,
        leidos.posicion,
        NULL,
        leidos.crudo,
        leidos.texto,
        leidos.numero,
        leidos.motivo,
        leidos.detalle
    FROM leidos
    WHERE leidos.motivo IS NOT NULL;
$$;

COMMENT ON FUNCTION stage.fnc_valores_por_lectura(timestamptz[], integer[])
IS 'Mapped values of loads with the time of their reading, or with the reason why they cannot be used.';
