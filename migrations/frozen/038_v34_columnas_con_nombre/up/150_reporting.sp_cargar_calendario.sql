CREATE OR REPLACE PROCEDURE reporting.sp_cargar_calendario(p_fechas date[])
LANGUAGE sql
AS $$
-- Purpose: whole months in dim_tiempo for the days given, so that the calendar has no holes within a month.
-- Second run: writes nothing. Writes: reporting.dim_tiempo.
    INSERT INTO reporting.dim_tiempo AS tiempo (
        fecha_id, fecha, anio, mes, dia, mes_nombre, dia_semana, anio_mes, trimestre, semestre
    )
    SELECT
        to_char(dias.fecha, 'YYYYMMDD')::integer AS fecha_id,
        dias.fecha,
        extract(YEAR FROM dias.fecha)::integer AS anio,
        extract(MONTH FROM dias.fecha)::integer AS mes,
        extract(DAY FROM dias.fecha)::integer AS dia,
        (ARRAY[
            'Enero', 'Febrero', 'Marzo', 'Abril', 'Mayo', 'Junio', 'Julio', 'Agosto', 'Septiembre',
            'Octubre', 'Noviembre', 'Diciembre'
        ])[extract(MONTH FROM dias.fecha)::integer] AS mes_nombre,
        (ARRAY[
            'Lunes', 'Martes', 'Miércoles', 'Jueves', 'Viernes', 'Sábado', 'Domingo'
        ])[extract(ISODOW FROM dias.fecha)::integer] AS dia_semana,
        to_char(dias.fecha, 'YYYY-MM') AS anio_mes,
        extract(QUARTER FROM dias.fecha)::integer AS trimestre,
        CASE WHEN extract(MONTH FROM dias.fecha) <= 6 THEN 1 ELSE 2 END AS semestre
    FROM (
        SELECT DISTINCT date_trunc('month', fechas.fecha::timestamp) AS inicio
        FROM unnest(p_fechas) AS fechas (fecha)
    ) AS meses
    CROSS JOIN LATERAL (
        SELECT dia::date AS fecha
        FROM generate_series(
            meses.inicio, meses.inicio + interval '1 month' - interval '1 day', '1 day'
        ) AS dia
    ) AS dias
    ON CONFLICT (fecha_id) DO UPDATE
    SET
        mes_nombre = excluded.mes_nombre,
        dia_semana = excluded.dia_semana,
        anio_mes = excluded.anio_mes,
        trimestre = excluded.trimestre,
        semestre = excluded.semestre
    WHERE (tiempo.mes_nombre, tiempo.dia_semana, tiempo.anio_mes, tiempo.trimestre, tiempo.semestre)
    IS DISTINCT FROM
    (excluded.mes_nombre, excluded.dia_semana, excluded.anio_mes, excluded.trimestre, excluded.semestre);
$$;

COMMENT ON PROCEDURE reporting.sp_cargar_calendario
IS 'Puts the whole months of some days into the calendar.';
