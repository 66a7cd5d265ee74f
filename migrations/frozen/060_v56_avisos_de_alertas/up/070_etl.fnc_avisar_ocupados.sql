CREATE OR REPLACE FUNCTION etl.fnc_avisar_ocupados()
RETURNS integer
LANGUAGE plpgsql
AS $$
-- Purpose: raises an alert for each cycle whose turn somebody has had for longer than its limit and a minute
--   of grace, and names who; resolves those that are over. Runs over a range have no limit, but nothing
--   else of their cycle runs meanwhile. Returns how many alerts are new.
-- Second run: raises nothing again. Reads: etl.ciclo_turnos, etl.ciclos, etl.etl_ejecuciones,
--   pg_stat_activity. Writes: etl.alertas.
DECLARE
    v_ocupado record;
    v_abiertos text[] := ARRAY[]::text[];
    v_nuevas integer := 0;
BEGIN
    FOR v_ocupado IN
        SELECT
            turnos.ciclo,
            corrida.id,
            format(
                'cycle %s has been busy since %s, its limit is %s s: %s in process %s (%s)',
                turnos.ciclo,
                to_char(turnos.tomado_en AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
                ciclos.limite_segundos,
                coalesce('run ' || corrida.id, 'kept for a session'),
                turnos.backend_pid,
                concat_ws(
                    ', ',
                    'user ' || vivas.usename,
                    'application ' || nullif(vivas.application_name, ''),
                    'from ' || host(vivas.client_addr)
                )
            ) AS mensaje,
            jsonb_build_object(
                'desde', turnos.tomado_en,
                'limite', ciclos.limite_segundos,
                'proceso', turnos.backend_pid,
                'usuario', vivas.usename
            ) AS detalle
        FROM etl.ciclo_turnos AS turnos
        INNER JOIN etl.ciclos AS ciclos ON turnos.ciclo = ciclos.ciclo
        LEFT JOIN pg_catalog.pg_stat_activity AS vivas ON turnos.backend_pid = vivas.pid
        LEFT JOIN LATERAL (
            SELECT ejecuciones.id
            FROM etl.etl_ejecuciones AS ejecuciones
            WHERE ejecuciones.etl_tipo = turnos.ciclo
                AND ejecuciones.estado = 'en_proceso'
                AND ejecuciones.backend_pid = turnos.backend_pid
                AND coalesce(ejecuciones.backend_inicio = turnos.backend_inicio, TRUE)
            ORDER BY ejecuciones.id DESC
            LIMIT 1
        ) AS corrida ON TRUE
        WHERE etl.fnc_reloj() - turnos.tomado_en
            > ciclos.limite_segundos * interval '1 second' + interval '1 minute'
            AND etl.fnc_vive(turnos.backend_pid, turnos.backend_inicio, turnos.sentencia_inicio)
    LOOP
        v_abiertos := v_abiertos || v_ocupado.ciclo;
        v_nuevas := v_nuevas + etl.fnc_alerta(
            'ocupado', 'WARNING', v_ocupado.ciclo, NULL, v_ocupado.id, v_ocupado.mensaje, v_ocupado.detalle
        )::integer;
    END LOOP;

    UPDATE etl.alertas AS alertas
    SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
    WHERE alertas.tipo = 'ocupado'
        AND alertas.resuelta_en IS NULL
        AND alertas.etl_tipo <> ALL (v_abiertos);
    RETURN v_nuevas;
END;
$$;

COMMENT ON FUNCTION etl.fnc_avisar_ocupados()
IS 'Raises alerts on cycles that are busy beyond their limit, with who holds them up; how many are new.';
