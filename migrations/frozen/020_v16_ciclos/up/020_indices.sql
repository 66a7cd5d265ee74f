-- squawk-ignore require-concurrent-index-creation: a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_fecha
ON etl.etl_ejecuciones (fecha_inicio);

-- squawk-ignore require-concurrent-index-creation: a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_fallidas
ON etl.etl_ejecuciones (fecha_inicio) WHERE estado = 'fallido';

-- squawk-ignore require-concurrent-index-creation: a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_logradas
ON etl.etl_ejecuciones (etl_tipo, coalesce(ubicacion_id, ''), fecha_inicio)
WHERE estado IN ('exitoso', 'parcial') AND fecha_desde IS NULL;

-- squawk-ignore require-concurrent-index-creation: a ledger of 90 days is small
CREATE UNIQUE INDEX uq_alertas_abierta
ON etl.alertas (tipo, coalesce(etl_tipo, ''), coalesce(ubicacion_id, '')) WHERE resuelta_en IS NULL;
