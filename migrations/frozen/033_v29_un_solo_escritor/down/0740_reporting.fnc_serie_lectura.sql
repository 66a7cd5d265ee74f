CREATE OR REPLACE FUNCTION reporting.fnc_serie_lectura(p_lectura stage.tbl_pozo_produccion)
RETURNS double precision[]
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the 19 counters and the motor of a reading as one array, so that an hour's readings make one
--   matrix. This list is what the positions of every series array mean. NaN for absent values: it sorts
--   last, so that whatever follows it counts as a fall and is looked at closely.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT ARRAY[
        -- 1 to 8, daily counters: fluid, oil, water (bbl), gas (scf), strokes, stop (h), failures, energy (kWh)
        coalesce(p_lectura.produccion_fluido_diaria, 'NaN'),
        coalesce(p_lectura.produccion_petroleo_diaria, 'NaN'),
        coalesce(p_lectura.produccion_agua_diaria, 'NaN'),
        coalesce(p_lectura.produccion_gas_diaria, 'NaN'),
        coalesce(p_lectura.emboladas_diarias, 'NaN'),
        coalesce(p_lectura.tiempo_parada_poc_diario, 'NaN'),
        coalesce(p_lectura.conteo_poc_diario, 'NaN'),
        coalesce(p_lectura.potencia_medidor_diaria, 'NaN'),
        -- 9 to 17, meters: fluid, oil, water (bbl), gas (scf), strokes, run (h), energy (kWh), failures, stop (h)
        coalesce(p_lectura.medidor_produccion_fluido, 'NaN'),
        coalesce(p_lectura.produccion_petroleo_acumulada, 'NaN'),
        coalesce(p_lectura.medidor_produccion_agua, 'NaN'),
        coalesce(p_lectura.medidor_produccion_gas, 'NaN'),
        coalesce(p_lectura.emboladas_medidor_acumuladas, 'NaN'),
        coalesce(p_lectura.tiempo_operacion_medidor_acum, 'NaN'),
        coalesce(p_lectura.energia_medidor_acumulada, 'NaN'),
        coalesce(p_lectura.conteo_poc_medidor_acum, 'NaN'),
        coalesce(p_lectura.tiempo_parada_poc_medidor_acum, 'NaN'),
        -- 18 and 19, in the unit's life: run hours, strokes
        coalesce(p_lectura.horas_operacion_acumuladas, 'NaN'),
        coalesce(p_lectura.contador_emboladas, 'NaN'),
        -- 20, the motor: 1 on, 0 off; 21, when it was seen: s since 1970
        coalesce(p_lectura.estado_motor::integer, 'NaN'::double precision),
        CASE
            WHEN p_lectura.estado_motor IS NULL THEN 'NaN'
            ELSE date_part('epoch', p_lectura.timestamp_lectura - '1970-01-01 00:00:00+00'::timestamptz)
        END
    ];
$$;

COMMENT ON FUNCTION reporting.fnc_serie_lectura(stage.tbl_pozo_produccion)
IS 'Counters and motor state of a reading as an array of 21, NaN where absent; the body names the units.';
