CREATE TRIGGER tg_repartir_alertas
AFTER INSERT ON etl.alertas
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT
EXECUTE FUNCTION etl.fnc_repartir_alertas();

COMMENT ON TRIGGER tg_repartir_alertas ON etl.alertas
IS 'Each channel is to be told of the alerts that concern it.';

COMMENT ON TABLE etl.alertas
IS 'Alerts about runs, each also notified on channel bp010_alertas; and about wells, etl_tipo pozo.';
