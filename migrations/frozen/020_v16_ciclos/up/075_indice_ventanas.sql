-- squawk-ignore require-concurrent-index-creation: a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_ventana
ON etl.etl_ejecuciones USING gist (etl.fnc_ventana(fecha_desde, fecha_hasta, hora_desde, hora_hasta))
WHERE estado IN ('exitoso', 'parcial') AND fecha_desde IS NOT NULL;
