CREATE OR REPLACE FUNCTION reporting.fnc_cargar_dimensiones()
RETURNS integer[]
LANGUAGE plpgsql
AS $$
-- Purpose: brings the master columns of dim_pozo and the 24 hours of dim_hora up to date. Returns the
--   known wells of which something changed that facts are made with: their days have to be recomputed.
-- Second run: writes nothing and returns none.
-- Reads: stage.tbl_pozo_maestra, stage.tbl_pozo_reservas. Writes: reporting.dim_pozo, reporting.dim_hora.
DECLARE
    v_pozos integer[];
    v_cambiados integer[];
BEGIN
    SELECT array_agg(maestra.well_id ORDER BY maestra.well_id)
    INTO v_pozos
    FROM stage.tbl_pozo_maestra AS maestra;

    SELECT coalesce(array_agg(viejo.pozo_id ORDER BY viejo.pozo_id), '{}')
    INTO v_cambiados
    FROM reporting.fnc_dim_pozos(v_pozos) AS nuevo
    INNER JOIN reporting.dim_pozo AS viejo ON nuevo.pozo_id = viejo.pozo_id
    WHERE (
        viejo.contador_diario, viejo.diametro_embolo_bomba_in, viejo.longitud_carrera_nominal_unidad_in,
        viejo.np_inicial_bbl, viejo.fecha_sat
    ) IS DISTINCT FROM (
        nuevo.contador_diario, nuevo.diametro_embolo_bomba_in, nuevo.longitud_carrera_nominal_unidad_in,
        nuevo.np_inicial_bbl, nuevo.fecha_sat
    );

    PERFORM etl.fnc_guardar('reporting.dim_pozo', 'reporting.fnc_dim_pozos', v_pozos);

    INSERT INTO reporting.dim_hora AS hora (hora_id, hora_etiqueta, turno_operativo)
    SELECT
        horas.hora_id,
        to_char(horas.hora_id, 'FM00') || ':00' AS hora_etiqueta,
        CASE WHEN horas.hora_id BETWEEN 6 AND 17 THEN 'Día' ELSE 'Noche' END AS turno_operativo
    FROM generate_series(0, 23) AS horas (hora_id)
    ON CONFLICT (hora_id) DO UPDATE
    SET
        hora_etiqueta = excluded.hora_etiqueta,
        turno_operativo = excluded.turno_operativo
    WHERE (hora.hora_etiqueta, hora.turno_operativo)
    IS DISTINCT FROM (excluded.hora_etiqueta, excluded.turno_operativo);

    RETURN v_cambiados;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_cargar_dimensiones()
IS 'Brings wells and hours of the dimensions up to date; returns the wells whose facts this affects.';
