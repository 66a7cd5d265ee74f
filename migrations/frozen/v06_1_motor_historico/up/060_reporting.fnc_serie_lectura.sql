CREATE OR REPLACE FUNCTION reporting.fnc_serie_lectura(p_lectura stage.tbl_pozo_produccion)
RETURNS double precision[]
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the 19 counters and the motor of a reading as one array, so that one lag() compares a whole
--   reading with the one before. This list is what the positions of every series array mean.
--   NaN for absent, negative and impossible (over 1e15, under 1e-30) values: it sorts last, so that
--   whatever follows it counts as a fall and is looked at closely.
-- Second run: pure function, inlined. Reads and writes nothing.
    SELECT ARRAY[
        -- 1 to 8, daily counters: fluid, oil, water (bbl), gas (scf), strokes, stop (h), failures, energy (kWh)
        CASE WHEN p_lectura.produccion_fluido_diaria BETWEEN 1e-30 AND 1e15 OR p_lectura.produccion_fluido_diaria = 0
            THEN p_lectura.produccion_fluido_diaria ELSE 'NaN' END,
        CASE WHEN p_lectura.produccion_petroleo_diaria BETWEEN 1e-30 AND 1e15 OR p_lectura.produccion_petroleo_diaria = 0
            THEN p_lectura.produccion_petroleo_diaria ELSE 'NaN' END,
        CASE WHEN p_lectura.produccion_agua_diaria BETWEEN 1e-30 AND 1e15 OR p_lectura.produccion_agua_diaria = 0
            THEN p_lectura.produccion_agua_diaria ELSE 'NaN' END,
        CASE WHEN p_lectura.produccion_gas_diaria BETWEEN 1e-30 AND 1e15 OR p_lectura.produccion_gas_diaria = 0
            THEN p_lectura.produccion_gas_diaria ELSE 'NaN' END,
        CASE WHEN p_lectura.emboladas_diarias BETWEEN 1e-30 AND 1e15 OR p_lectura.emboladas_diarias = 0
            THEN p_lectura.emboladas_diarias ELSE 'NaN' END,
        CASE WHEN p_lectura.tiempo_parada_poc_diario BETWEEN 1e-30 AND 1e15 OR p_lectura.tiempo_parada_poc_diario = 0
            THEN p_lectura.tiempo_parada_poc_diario ELSE 'NaN' END,
        CASE WHEN p_lectura.conteo_poc_diario BETWEEN 1e-30 AND 1e15 OR p_lectura.conteo_poc_diario = 0
            THEN p_lectura.conteo_poc_diario ELSE 'NaN' END,
        CASE WHEN p_lectura.potencia_medidor_diaria BETWEEN 1e-30 AND 1e15 OR p_lectura.potencia_medidor_diaria = 0
            THEN p_lectura.potencia_medidor_diaria ELSE 'NaN' END,
        -- 9 to 17, meters: fluid, oil, water (bbl), gas (scf), strokes, run (h), energy (kWh), failures, stop (h)
        CASE WHEN p_lectura.medidor_produccion_fluido BETWEEN 1e-30 AND 1e15 OR p_lectura.medidor_produccion_fluido = 0
            THEN p_lectura.medidor_produccion_fluido ELSE 'NaN' END,
        CASE WHEN p_lectura.produccion_petroleo_acumulada BETWEEN 1e-30 AND 1e15 OR p_lectura.produccion_petroleo_acumulada = 0
            THEN p_lectura.produccion_petroleo_acumulada ELSE 'NaN' END,
        CASE WHEN p_lectura.medidor_produccion_agua BETWEEN 1e-30 AND 1e15 OR p_lectura.medidor_produccion_agua = 0
            THEN p_lectura.medidor_produccion_agua ELSE 'NaN' END,
        CASE WHEN p_lectura.medidor_produccion_gas BETWEEN 1e-30 AND 1e15 OR p_lectura.medidor_produccion_gas = 0
            THEN p_lectura.medidor_produccion_gas ELSE 'NaN' END,
        CASE WHEN p_lectura.emboladas_medidor_acumuladas BETWEEN 1e-30 AND 1e15 OR p_lectura.emboladas_medidor_acumuladas = 0
            THEN p_lectura.emboladas_medidor_acumuladas ELSE 'NaN' END,
        CASE WHEN p_lectura.tiempo_operacion_medidor_acum BETWEEN 1e-30 AND 1e15 OR p_lectura.tiempo_operacion_medidor_acum = 0
            THEN p_lectura.tiempo_operacion_medidor_acum ELSE 'NaN' END,
        CASE WHEN p_lectura.energia_medidor_acumulada BETWEEN 1e-30 AND 1e15 OR p_lectura.energia_medidor_acumulada = 0
            THEN p_lectura.energia_medidor_acumulada ELSE 'NaN' END,
        CASE WHEN p_lectura.conteo_poc_medidor_acum BETWEEN 1e-30 AND 1e15 OR p_lectura.conteo_poc_medidor_acum = 0
            THEN p_lectura.conteo_poc_medidor_acum ELSE 'NaN' END,
        CASE WHEN p_lectura.tiempo_parada_poc_medidor_acum BETWEEN 1e-30 AND 1e15 OR p_lectura.tiempo_parada_poc_medidor_acum = 0
            THEN p_lectura.tiempo_parada_poc_medidor_acum ELSE 'NaN' END,
        -- 18 and 19, in the unit's life: run hours, strokes
        CASE WHEN p_lectura.horas_operacion_acumuladas BETWEEN 1e-30 AND 1e15 OR p_lectura.horas_operacion_acumuladas = 0
            THEN p_lectura.horas_operacion_acumuladas ELSE 'NaN' END,
        CASE WHEN p_lectura.contador_emboladas BETWEEN 1e-30 AND 1e15 OR p_lectura.contador_emboladas = 0
            THEN p_lectura.contador_emboladas ELSE 'NaN' END,
        -- 20 and 21, the motor: 1 on, 0 off; when that was seen (s since 1970)
        CASE WHEN p_lectura.estado_motor THEN 1
            WHEN NOT p_lectura.estado_motor THEN 0 ELSE 'NaN'::double precision END,
        CASE WHEN p_lectura.estado_motor IS NULL THEN 'NaN'
            ELSE date_part('epoch', p_lectura.timestamp_lectura - '1970-01-01 00:00:00+00'::timestamptz) END
    ];
$$;

COMMENT ON FUNCTION reporting.fnc_serie_lectura(stage.tbl_pozo_produccion)
IS 'Counters and motor state of a reading as an array of 21, NaN where absent; the body names the units.';
