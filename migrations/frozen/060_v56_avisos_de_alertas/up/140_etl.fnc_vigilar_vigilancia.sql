CREATE OR REPLACE FUNCTION etl.fnc_vigilar_vigilancia()
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: the alert vigilancia, CRITICAL, while the cycle of that name is scheduled and did not run well for five
--   minutes: who raises the other alerts has stopped. For the worker that sends alerts, which runs outside the
--   database. TRUE where the alert is new.
-- Second run: raises nothing again; resolves it once the cycle runs. Reads: etl.ciclo_vigencias,
--   etl.etl_ejecuciones. Writes: etl.alertas.
DECLARE
    v_desde timestamptz;
    v_ultima timestamptz;
BEGIN
    SELECT max(vigencias.desde) INTO v_desde
    FROM etl.ciclo_vigencias AS vigencias
    WHERE vigencias.ciclo = 'vigilancia' AND vigencias.hasta IS NULL;
    SELECT max(ejecuciones.fecha_fin) INTO v_ultima
    FROM etl.etl_ejecuciones AS ejecuciones
    WHERE ejecuciones.etl_tipo = 'vigilancia'
        AND ejecuciones.estado IN ('exitoso', 'parcial')
        AND ejecuciones.fecha_inicio > etl.fnc_reloj() - interval '1 day';
    IF v_desde IS NOT NULL AND greatest(v_desde, v_ultima) < etl.fnc_reloj() - interval '5 minutes' THEN
        RETURN etl.fnc_alerta(
            'vigilancia', 'CRITICAL', 'vigilancia', NULL, NULL,
            format(
                'the watch itself has not run since %s: no other alert is raised',
                to_char(greatest(v_desde, v_ultima) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
            ),
            jsonb_build_object('desde', greatest(v_desde, v_ultima))
        );
    END IF;
    UPDATE etl.alertas AS alertas
    SET resuelta_en = greatest(etl.fnc_reloj(), alertas.creada_en)
    WHERE alertas.tipo = 'vigilancia' AND alertas.resuelta_en IS NULL;
    RETURN FALSE;
END;
$$;

COMMENT ON FUNCTION etl.fnc_vigilar_vigilancia()
IS 'Raises an alert while the cycle that raises the others does not run; TRUE where it is new.';
