CREATE TRIGGER tg_encolar_diagnostico
AFTER INSERT OR UPDATE OR DELETE ON universal.stroke
FOR EACH ROW EXECUTE FUNCTION etl.fnc_encolar_diagnostico();

CREATE TRIGGER tg_encolar_diagnostico
AFTER INSERT OR UPDATE OR DELETE ON universal.diagnostico
FOR EACH ROW EXECUTE FUNCTION etl.fnc_encolar_diagnostico();

CREATE TRIGGER tg_encolar_diagnostico
AFTER INSERT OR UPDATE OR DELETE ON universal.validacion_experta
FOR EACH ROW EXECUTE FUNCTION etl.fnc_encolar_diagnostico();

CREATE TRIGGER tg_encolar_ipr
AFTER INSERT OR UPDATE OR DELETE ON universal.ipr_resultados
FOR EACH ROW EXECUTE FUNCTION etl.fnc_encolar_ipr();

CREATE TRIGGER tg_encolar_arps
AFTER INSERT OR UPDATE OR DELETE ON universal.arps_resultados_declinacion
FOR EACH ROW EXECUTE FUNCTION etl.fnc_encolar_arps();

COMMENT ON TRIGGER tg_encolar_diagnostico ON universal.stroke
IS 'A stroke that changed makes the hour of its reading dirty.';
COMMENT ON TRIGGER tg_encolar_diagnostico ON universal.diagnostico
IS 'A diagnosis that changed makes the hour of its reading dirty.';
COMMENT ON TRIGGER tg_encolar_diagnostico ON universal.validacion_experta
IS 'A validation that changed makes the hour of its reading dirty.';
COMMENT ON TRIGGER tg_encolar_ipr ON universal.ipr_resultados
IS 'A curve that changed makes the hours dirty in which it is in force.';
COMMENT ON TRIGGER tg_encolar_arps ON universal.arps_resultados_declinacion
IS 'An analysis that changed makes its day and the later ones dirty.';
