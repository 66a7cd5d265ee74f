CREATE OR REPLACE FUNCTION reporting.fnc_ultimas_medidas(
    p_pozos integer[],
    p_horas timestamptz[]
)
RETURNS SETOF reporting.tbl_ultimas_medidas
LANGUAGE sql
STABLE
AS $$
-- Purpose: when each measure of wells of which UTC hours changed (pairs of two arrays) was read last. A newest reading
--   that has every measure is all that is looked at. For what it lacks, the readings that were the newest before and
--   those of the hours, unless an hour's summary says that it has none; where a value is gone, all of the well. What
--   lies ahead of now does not count. Wells without readings give no row. Positions: reporting.fnc_momentos_entre.
--   Long because each measure that summaries count is named.
-- Second run: the same for the same readings. Reads: stage.tbl_pozo_produccion, reporting.tbl_ultimas_medidas,
--   tbl_resumen_horario, etl.claves_sucias. Writes: nothing.
    WITH reloj AS MATERIALIZED (
        SELECT
            stage.fnc_limite_lecturas() AS limite,
            interval '1 microsecond' AS instante
    ),

    recientes AS MATERIALIZED (
        SELECT
            array_agg(pozos.well_id) AS pozos,
            array_agg(reciente.momento) AS momentos
        FROM (
            SELECT DISTINCT claves.well_id
            FROM unnest(p_pozos) AS claves (well_id)
        ) AS pozos
        CROSS JOIN reloj
        CROSS JOIN LATERAL (
            SELECT lectura.timestamp_lectura AS momento
            FROM stage.tbl_pozo_produccion AS lectura
            WHERE lectura.well_id = pozos.well_id AND lectura.timestamp_lectura <= reloj.limite
            ORDER BY lectura.timestamp_lectura DESC
            LIMIT 1
        ) AS reciente
    ),

    nuevas AS MATERIALIZED (
        SELECT halladas.*
        FROM recientes
        CROSS JOIN reloj
        CROSS JOIN LATERAL reporting.fnc_momentos_entre(
            recientes.pozos,
            recientes.momentos,
            ARRAY(
                SELECT leidos.momento + reloj.instante
                FROM unnest(recientes.momentos) WITH ORDINALITY AS leidos (momento, orden)
                ORDER BY leidos.orden
            )
        ) AS halladas
    ),

    incompletas AS MATERIALIZED (
        SELECT
            nuevas.well_id,
            nuevas.momentos,
            guardada.momentos AS antes,
            array_position( -- it lacks a measure that summaries do not count
                nuevas.momentos[9:9]
                || nuevas.momentos[13:16]
                || nuevas.momentos[18:21]
                || nuevas.momentos[25:25]
                || nuevas.momentos[27:31]
                || nuevas.momentos[33:35],
                NULL
            ) IS NOT NULL AS falta_sin_cuenta
        FROM nuevas
        LEFT JOIN reporting.tbl_ultimas_medidas AS guardada ON nuevas.well_id = guardada.well_id
        WHERE array_position(nuevas.momentos, NULL) IS NOT NULL
    ),

    tramos AS MATERIALIZED (
        SELECT
            leidas.well_id,
            leidas.momento AS desde,
            leidas.momento + reloj.instante AS hasta
        FROM (
            SELECT
                incompletas.well_id,
                momentos.momento
            FROM incompletas
            CROSS JOIN LATERAL unnest(incompletas.momentos || incompletas.antes) AS momentos (momento)
            GROUP BY incompletas.well_id, momentos.momento
        ) AS leidas
        CROSS JOIN reloj
        WHERE leidas.momento <= reloj.limite
        UNION ALL
        SELECT
            claves.well_id,
            claves.hora AS desde,
            least(claves.hora + interval '1 hour', reloj.limite + reloj.instante) AS hasta
        FROM unnest(p_pozos, p_horas) AS claves (well_id, hora)
        INNER JOIN incompletas ON claves.well_id = incompletas.well_id
        CROSS JOIN reloj
        WHERE EXISTS ( -- not yet summarized
            SELECT
            FROM etl.claves_sucias AS pendiente
            WHERE pendiente.consumidor = 'hechos'
                AND pendiente.well_id = claves.well_id
                AND pendiente.hora = claves.hora
        )
        OR EXISTS (
            SELECT
            FROM reporting.tbl_resumen_horario AS resumen
            WHERE resumen.well_id = claves.well_id
                AND resumen.tramo > claves.hora - interval '1 hour'
                AND resumen.tramo < claves.hora + interval '1 hour'
                AND (
                    incompletas.falta_sin_cuenta
                    OR (incompletas.momentos[1] IS NULL AND resumen.whp_n > 0)
                    OR (incompletas.momentos[2] IS NULL AND resumen.chp_n > 0)
                    OR (incompletas.momentos[3] IS NULL AND resumen.pip_n > 0)
                    OR (incompletas.momentos[4] IS NULL AND resumen.pdp_n > 0)
                    OR (incompletas.momentos[5] IS NULL AND resumen.spm_n > 0)
                    OR (incompletas.momentos[6] IS NULL AND resumen.amperaje_n > 0)
                    OR (incompletas.momentos[7] IS NULL AND resumen.hp_n > 0)
                    OR (incompletas.momentos[8] IS NULL AND resumen.llenado_n > 0)
                    OR (incompletas.momentos[10] IS NULL AND resumen.eficiencia_n > 0)
                    OR (incompletas.momentos[11] IS NULL AND resumen.tanque_n > 0)
                    OR (incompletas.momentos[12] IS NULL AND resumen.corte_agua_n > 0)
                    OR (incompletas.momentos[17] IS NULL AND resumen.flujo_n > 0)
                    OR (incompletas.momentos[22] IS NULL AND resumen.peso_sarta_n > 0)
                    OR (incompletas.momentos[23] IS NULL AND resumen.carga_maxima IS NOT NULL)
                    OR (incompletas.momentos[24] IS NULL AND resumen.carga_minima IS NOT NULL)
                    OR (incompletas.momentos[26] IS NULL AND resumen.carrera_n > 0)
                    OR (incompletas.momentos[32] IS NULL AND resumen.nivel_n > 0)
                )
        )
    ),

    halladas AS MATERIALIZED (
        SELECT leidas.*
        FROM (
            SELECT
                array_agg(tramos.well_id) AS pozos,
                array_agg(tramos.desde) AS desde,
                array_agg(tramos.hasta) AS hasta
            FROM tramos
        ) AS todos
        CROSS JOIN LATERAL reporting.fnc_momentos_entre(todos.pozos, todos.desde, todos.hasta) AS leidas
    ),

    perdidas AS MATERIALIZED ( -- wells of which a value is gone
        SELECT
            array_agg(incompletas.well_id) AS pozos,
            array_agg('-infinity'::timestamptz) AS desde,
            array_agg(reloj.limite + reloj.instante) AS hasta
        FROM incompletas
        INNER JOIN halladas ON incompletas.well_id = halladas.well_id
        CROSS JOIN reloj
        WHERE EXISTS (
            SELECT
            FROM unnest(incompletas.antes, halladas.momentos) AS momentos (antes, ahora)
            WHERE momentos.antes > coalesce(momentos.ahora, '-infinity')
        )
    )

    SELECT nuevas.*
    FROM nuevas
    WHERE array_position(nuevas.momentos, NULL) IS NULL
    UNION ALL
    SELECT halladas.*
    FROM halladas
    CROSS JOIN perdidas
    WHERE halladas.well_id <> ALL(coalesce(perdidas.pozos, '{}'))
    UNION ALL
    SELECT todas.*
    FROM perdidas
    CROSS JOIN LATERAL reporting.fnc_momentos_entre(perdidas.pozos, perdidas.desde, perdidas.hasta) AS todas;
$$;

COMMENT ON FUNCTION reporting.fnc_ultimas_medidas(integer[], timestamptz[])
IS 'Rows of reporting.tbl_ultimas_medidas for wells of which UTC hours changed.';
