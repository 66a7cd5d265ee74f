CREATE OR REPLACE FUNCTION etl.fnc_registrar_faltantes()
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: compares the scheduled starts of each cycle with its runs and puts those at which nothing
--   ran into the ledger: one failed row for each stretch (of one schedule), longer when it goes on, and an
--   alert. A start counts as missed when a minute has passed and no run, not even one that found the
--   cycle busy, was there until the next. Looks back 7 days. Returns the number of new rows.
-- Second run: finds nothing new. Reads: etl.ciclo_vigencias, etl.etl_ejecuciones.
-- Writes: etl.etl_ejecuciones, etl.ciclo_vigencias, etl.alertas.
DECLARE
    v_ahora CONSTANT timestamptz := etl.fnc_reloj();
    v_corte CONSTANT timestamptz := v_ahora - interval '1 minute';
    v_hueco record;
    v_id bigint;
    v_nuevos integer := 0;
BEGIN
    FOR v_hueco IN
        WITH esperados AS (
            SELECT
                ticks.ciclo,
                ticks.vigencia,
                ticks.tick,
                lead(ticks.tick, 1, v_ahora) OVER (PARTITION BY ticks.ciclo ORDER BY ticks.tick) AS siguiente
            FROM (
                SELECT
                    vigencias.ciclo,
                    min(vigencias.desde) AS vigencia,
                    debidos.tick
                FROM etl.ciclo_vigencias AS vigencias
                CROSS JOIN LATERAL etl.fnc_ticks(
                    vigencias.expresion_cron,
                    greatest(vigencias.desde, vigencias.revisado_hasta, v_ahora - interval '7 days'),
                    least(vigencias.hasta, v_corte)
                ) AS debidos (tick)
                WHERE coalesce(vigencias.hasta > vigencias.revisado_hasta, TRUE)
                GROUP BY vigencias.ciclo, debidos.tick
            ) AS ticks
        ),

        atendidos AS (
            SELECT
                esperados.ciclo,
                esperados.vigencia,
                esperados.tick,
                coalesce(ultima.fin >= esperados.tick, FALSE) AS atendido
            FROM esperados
            LEFT JOIN LATERAL (
                SELECT coalesce(ejecuciones.fecha_fin, 'infinity') AS fin
                FROM etl.etl_ejecuciones AS ejecuciones
                WHERE ejecuciones.etl_tipo = esperados.ciclo
                    AND coalesce(ejecuciones.ubicacion_id, '') = ''
                    AND ejecuciones.fecha_inicio < esperados.siguiente
                    AND ejecuciones.ticks_perdidos IS NULL
                ORDER BY ejecuciones.fecha_inicio DESC
                LIMIT 1
            ) AS ultima ON TRUE
        ),

        tramos AS (
            SELECT
                atendidos.*,
                count(*) FILTER (WHERE atendidos.atendido)
                    OVER (PARTITION BY atendidos.ciclo ORDER BY atendidos.tick) AS tramo
            FROM atendidos
        )

        SELECT
            tramos.ciclo,
            min(tramos.tick) AS primero,
            max(tramos.tick) AS ultimo,
            count(*)::integer AS cuantos
        FROM tramos
        WHERE NOT tramos.atendido
        GROUP BY tramos.ciclo, tramos.vigencia, tramos.tramo
        ORDER BY primero, tramos.ciclo
    LOOP
        v_id := etl.fnc_prolongar_faltante(v_hueco.ciclo, v_hueco.primero, v_hueco.ultimo, v_hueco.cuantos);
        CONTINUE WHEN v_id IS NULL;
        v_nuevos := v_nuevos + 1;
        PERFORM etl.fnc_alerta(
            'gap', 'WARNING', v_hueco.ciclo, NULL, v_id,
            format('cycle %s did not run from %s on', v_hueco.ciclo, v_hueco.primero),
            jsonb_build_object('cuantos', 1, 'desde', v_hueco.primero)
        );
    END LOOP;

    UPDATE etl.ciclo_vigencias AS vigencias
    SET revisado_hasta = greatest(vigencias.desde, least(vigencias.hasta, v_corte))
    WHERE coalesce(vigencias.hasta > vigencias.revisado_hasta, TRUE);
    RETURN v_nuevos;
END;
$$;

COMMENT ON FUNCTION etl.fnc_registrar_faltantes()
IS 'Puts scheduled starts at which nothing ran into the ledger, one row per stretch; how many are new.';
