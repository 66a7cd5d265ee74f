CREATE OR REPLACE FUNCTION reporting.fnc_filas_cambiadas(
    p_series double precision[],
    p_lecturas integer
)
RETURNS TABLE (filas integer[])
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: the rows of an hour's series (a row of reporting.fnc_serie_lectura per reading) in which a counter
--   falls or the motor changes; NULL where there is none. Each series is written out: a loop over them
--   takes several times as long, for every reading. Always one row, so that LATERAL inlines it.
-- Second run: pure function. Reads and writes nothing.
    SELECT array_agg(fila.numero) AS filas
    FROM generate_series(2, p_lecturas) AS fila (numero)
    WHERE
        reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('fluido_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('petroleo_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('agua_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('gas_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('emboladas_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('paro_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('fallas_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('energia_dia'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('fluido_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('petroleo_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('agua_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('gas_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('emboladas_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('marcha_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('energia_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('fallas_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('paro_medidor'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('marcha_vida'))
        OR reporting.fnc_cae(p_series, fila.numero, reporting.fnc_serie('emboladas_vida'))
        OR p_series[fila.numero][reporting.fnc_serie('motor')]
        <> p_series[fila.numero - 1][reporting.fnc_serie('motor')];
$$;

COMMENT ON FUNCTION reporting.fnc_filas_cambiadas(double precision[], integer)
IS 'Rows of an hour''s readings in which a counter falls or the motor changes.';
