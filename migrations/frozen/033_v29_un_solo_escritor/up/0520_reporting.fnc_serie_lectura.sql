CREATE OR REPLACE FUNCTION reporting.fnc_serie_lectura(p_lectura stage.tbl_pozo_produccion)
RETURNS double precision[]
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the 19 counters and the motor of a reading as one array, so that an hour's readings make one
--   matrix, in the order of reporting.fnc_serie. NaN for absent values: it sorts last, so that whatever
--   follows it counts as a fall and is looked at closely.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT ARRAY[
        coalesce(p_lectura.produccion_fluido_diaria, 'NaN'), -- fluido_dia
        coalesce(p_lectura.produccion_petroleo_diaria, 'NaN'), -- petroleo_dia
        coalesce(p_lectura.produccion_agua_diaria, 'NaN'), -- agua_dia
        coalesce(p_lectura.produccion_gas_diaria, 'NaN'), -- gas_dia
        coalesce(p_lectura.emboladas_diarias, 'NaN'), -- emboladas_dia
        coalesce(p_lectura.tiempo_parada_poc_diario, 'NaN'), -- paro_dia
        coalesce(p_lectura.conteo_poc_diario, 'NaN'), -- fallas_dia
        coalesce(p_lectura.potencia_medidor_diaria, 'NaN'), -- energia_dia
        coalesce(p_lectura.medidor_produccion_fluido, 'NaN'), -- fluido_medidor
        coalesce(p_lectura.produccion_petroleo_acumulada, 'NaN'), -- petroleo_medidor
        coalesce(p_lectura.medidor_produccion_agua, 'NaN'), -- agua_medidor
        coalesce(p_lectura.medidor_produccion_gas, 'NaN'), -- gas_medidor
        coalesce(p_lectura.emboladas_medidor_acumuladas, 'NaN'), -- emboladas_medidor
        coalesce(p_lectura.tiempo_operacion_medidor_acum, 'NaN'), -- marcha_medidor
        coalesce(p_lectura.energia_medidor_acumulada, 'NaN'), -- energia_medidor
        coalesce(p_lectura.conteo_poc_medidor_acum, 'NaN'), -- fallas_medidor
        coalesce(p_lectura.tiempo_parada_poc_medidor_acum, 'NaN'), -- paro_medidor
        coalesce(p_lectura.horas_operacion_acumuladas, 'NaN'), -- marcha_vida
        coalesce(p_lectura.contador_emboladas, 'NaN'), -- emboladas_vida
        coalesce(p_lectura.estado_motor::integer, 'NaN'::double precision), -- motor
        CASE -- reloj
            WHEN p_lectura.estado_motor IS NULL THEN 'NaN'
            ELSE date_part('epoch', p_lectura.timestamp_lectura - '1970-01-01 00:00:00+00'::timestamptz)
        END
    ];
$$;

COMMENT ON FUNCTION reporting.fnc_serie_lectura(stage.tbl_pozo_produccion)
IS 'Counters and motor state of a reading as an array of the 21 series, NaN where absent.';
