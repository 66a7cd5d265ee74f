CREATE OR REPLACE FUNCTION reporting.fnc_dim_pozos(
    p_pozos integer[]
)
RETURNS TABLE (
    pozo_id integer,
    nombre_pozo text,
    cliente text,
    pais text,
    campo text,
    api_number text,
    coordenadas_pozo text,
    tipo_pozo text,
    tipo_levantamiento text,
    profundidad_completacion_ft double precision,
    diametro_embolo_bomba_in double precision,
    longitud_carrera_nominal_unidad_in double precision,
    potencia_nominal_motor_hp double precision,
    nombre_yacimiento text,
    rod_weight_in_air_lb double precision,
    api_max_fluid_load_lb double precision,
    pump_depth_ft double precision,
    formation_depth_ft double precision,
    hydraulic_load_rated_klb double precision,
    carga_minima_nominal_sarta_lb double precision,
    motor_current_a_rate double precision,
    total_reserves_bbl double precision,
    np_inicial_bbl double precision,
    contador_diario text,
    fecha_sat date
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: master columns of dim_pozo for wells: weights in lb, the rated unit load in klb, reserves from
--   the newest record, and the regime of the daily counters as it applies: the well's own, else the
--   database's.
-- Second run: the same for the same master data. Writes: nothing.
-- Reads: stage.tbl_pozo_maestra, stage.tbl_pozo_reservas, referencial.tbl_config_kpi.
    SELECT
        maestra.well_id AS pozo_id,
        maestra.nombre_pozo,
        maestra.cliente,
        maestra.pais,
        maestra.campo,
        maestra.api_number,
        maestra.coordenadas_pozo,
        maestra.tipo_pozo,
        maestra.tipo_levantamiento,
        maestra.profundidad_completacion AS profundidad_completacion_ft,
        maestra.diametro_embolo_bomba AS diametro_embolo_bomba_in,
        maestra.longitud_carrera_nominal_unidad_in,
        maestra.potencia_nominal_motor AS potencia_nominal_motor_hp,
        maestra.nombre_yacimiento,
        maestra.peso_sarta_aire AS rod_weight_in_air_lb,
        maestra.carga_maxima_fluido_api AS api_max_fluid_load_lb,
        maestra.profundidad_vertical_bomba AS pump_depth_ft,
        maestra.profundidad_vertical_yacimiento AS formation_depth_ft,
        stage.fnc_calc_finito(maestra.carga_nominal_unidad) / 1000 AS hydraulic_load_rated_klb,
        maestra.carga_minima_nominal_sarta AS carga_minima_nominal_sarta_lb,
        maestra.corriente_nominal_motor AS motor_current_a_rate,
        (
            SELECT reservas.reserva_inicial_teorica
            FROM stage.tbl_pozo_reservas AS reservas
            WHERE reservas.well_id = maestra.well_id
            ORDER BY reservas.fecha_registro DESC
            LIMIT 1
        ) AS total_reserves_bbl,
        stage.fnc_calc_finito(maestra.np_inicial_bbl) AS np_inicial_bbl,
        coalesce(maestra.contador_diario, general.contador_diario, 'acumulado') AS contador_diario,
        maestra.fecha_sat
    FROM unnest(p_pozos) AS claves (well_id)
    INNER JOIN stage.tbl_pozo_maestra AS maestra ON claves.well_id = maestra.well_id
    CROSS JOIN referencial.fnc_config_texto('OPERACION', 'contador_diario') AS general (contador_diario);
$$;

COMMENT ON FUNCTION reporting.fnc_dim_pozos(integer[])
IS 'Master columns of reporting.dim_pozo for wells; units as there.';
