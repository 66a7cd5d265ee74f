CREATE OR REPLACE FUNCTION etl.fnc_abrir_carga(
    p_etl_tipo text,
    p_ubicacion_id text,
    p_ubicacion_nombre text,
    p_fecha_desde date,
    p_fecha_hasta date,
    p_hora_desde time DEFAULT NULL,
    p_hora_hasta time DEFAULT NULL,
    p_modo text DEFAULT 'completo',
    p_version_etl text DEFAULT NULL,
    p_host text DEFAULT NULL,
    p_origen text DEFAULT 'ETLTracker',
    p_inicio timestamptz DEFAULT etl.fnc_inicio_sesion()
)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: opens the run of a program outside the database in the ledger, for this very session, and returns
--   its number. SECURITY DEFINER: loaders need no right on the ledger, and cannot write a cycle's runs.
--   p_inicio is left to its default, which only the session itself can tell.
-- Second run: another run. Reads: etl.ciclos, etl.ciclo_pasos. Writes: etl.etl_ejecuciones.
DECLARE
    v_id bigint;
BEGIN
    IF EXISTS (SELECT FROM etl.ciclos AS ciclos WHERE ciclos.ciclo = p_etl_tipo) THEN
        RAISE EXCEPTION '"%" is a cycle, its runs are written by itself only', p_etl_tipo
        USING ERRCODE = 'insufficient_privilege', HINT = 'Give the load a name of its own.';
    END IF;
    PERFORM set_config('synchronous_commit', 'on', TRUE); -- the row survives a crash whatever the default
    INSERT INTO etl.etl_ejecuciones (
        etl_tipo, ubicacion_id, ubicacion_nombre, fecha_inicio,
        fecha_desde, fecha_hasta, hora_desde, hora_hasta,
        modo, version_etl, host, origen, backend_pid, backend_inicio
    )
    VALUES (
        p_etl_tipo, p_ubicacion_id, p_ubicacion_nombre, etl.fnc_reloj(),
        p_fecha_desde, p_fecha_hasta, p_hora_desde, p_hora_hasta,
        p_modo, p_version_etl, p_host, p_origen, pg_backend_pid(), p_inicio
    )
    RETURNING id INTO v_id;
    RETURN v_id;
END;
$$;

COMMENT ON FUNCTION etl.fnc_abrir_carga(
    text, text, text, date, date, time, time, text, text, text, text, timestamptz
)
IS 'Opens the run of a program outside the database in the ledger, and returns its number.';

REVOKE ALL ON FUNCTION etl.fnc_abrir_carga(
    text, text, text, date, date, time, time, text, text, text, text, timestamptz
) FROM public;

GRANT EXECUTE ON FUNCTION etl.fnc_abrir_carga(
    text, text, text, date, date, time, time, text, text, text, text, timestamptz
) TO bp010_escritura, bp010_operacion;
