DROP TRIGGER tg_repartir_alertas ON etl.alertas;

COMMENT ON TABLE etl.alertas
IS 'Alerts about runs: each was also notified on channel bp010_alertas.';
