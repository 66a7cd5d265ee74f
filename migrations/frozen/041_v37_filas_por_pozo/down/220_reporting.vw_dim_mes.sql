CREATE OR REPLACE VIEW reporting.vw_dim_mes AS
SELECT
    tiempo.anio_mes,
    tiempo.anio,
    tiempo.mes,
    tiempo.mes_nombre,
    tiempo.trimestre,
    tiempo.semestre,
    min(tiempo.fecha) AS primer_dia,
    max(tiempo.fecha) AS ultimo_dia
FROM reporting.dim_tiempo AS tiempo
GROUP BY tiempo.anio_mes, tiempo.anio, tiempo.mes, tiempo.mes_nombre, tiempo.trimestre, tiempo.semestre;

COMMENT ON VIEW reporting.vw_dim_mes
IS 'Months of reporting.dim_tiempo, one row each.';
COMMENT ON COLUMN reporting.vw_dim_mes.anio_mes IS 'Month as YYYY-MM.';
COMMENT ON COLUMN reporting.vw_dim_mes.anio IS 'Year.';
COMMENT ON COLUMN reporting.vw_dim_mes.mes IS 'Month, 1 to 12.';
COMMENT ON COLUMN reporting.vw_dim_mes.mes_nombre IS 'Name of the month in Spanish.';
COMMENT ON COLUMN reporting.vw_dim_mes.trimestre IS 'Quarter, 1 to 4.';
COMMENT ON COLUMN reporting.vw_dim_mes.semestre IS 'Half of the year, 1 or 2.';
COMMENT ON COLUMN reporting.vw_dim_mes.primer_dia IS 'First day of the month that the dimension has.';
COMMENT ON COLUMN reporting.vw_dim_mes.ultimo_dia IS 'Last day of the month that the dimension has.';
