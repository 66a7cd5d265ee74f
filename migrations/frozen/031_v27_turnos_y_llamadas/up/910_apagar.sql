CREATE TRIGGER tg_apagar_ciclo
AFTER UPDATE OF activo ON etl.ciclos
FOR EACH ROW WHEN (old.activo AND NOT new.activo)
EXECUTE FUNCTION etl.fnc_apagar_ciclo();

COMMENT ON TRIGGER tg_apagar_ciclo ON etl.ciclos
IS 'A cycle that is switched off has no starts to miss.';
