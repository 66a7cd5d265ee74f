CREATE OR REPLACE FUNCTION etl.fnc_cerrar_carga(
    p_id bigint,
    p_estado text,
    p_extraidos bigint DEFAULT NULL,
    p_cargados bigint DEFAULT NULL,
    p_mensaje text DEFAULT NULL,
    p_tipo text DEFAULT NULL
)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: closes the run of a program outside the database, also one that vigilancia took for lost; NULL
--   where there is none of this number that is no cycle's. SECURITY DEFINER: see etl.fnc_abrir_carga.
-- Second run: closes it anew. Reads: etl.ciclos. Writes: etl.etl_ejecuciones.
    UPDATE etl.etl_ejecuciones AS ejecuciones
    SET
        estado = p_estado,
        fecha_fin = greatest(etl.fnc_reloj(), ejecuciones.fecha_inicio),
        duracion_segundos = extract(
            EPOCH FROM greatest(etl.fnc_reloj(), ejecuciones.fecha_inicio) - ejecuciones.fecha_inicio
        ),
        registros_extraidos = p_extraidos,
        registros_cargados = p_cargados,
        error_mensaje = p_mensaje,
        error_tipo = p_tipo
    WHERE ejecuciones.id = p_id
        AND ejecuciones.sentencia_inicio IS NULL
        AND ejecuciones.etl_tipo NOT IN (SELECT ciclos.ciclo FROM etl.ciclos AS ciclos)
    RETURNING ejecuciones.id;
$$;

COMMENT ON FUNCTION etl.fnc_cerrar_carga(bigint, text, bigint, bigint, text, text)
IS 'Closes the run of a program outside the database in the ledger; NULL where there is no such run.';

REVOKE ALL ON FUNCTION etl.fnc_cerrar_carga(bigint, text, bigint, bigint, text, text) FROM public;

GRANT EXECUTE ON FUNCTION etl.fnc_cerrar_carga(bigint, text, bigint, bigint, text, text)
TO bp010_escritura, bp010_operacion;
