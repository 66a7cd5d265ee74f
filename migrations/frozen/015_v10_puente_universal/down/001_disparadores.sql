DROP TRIGGER tg_encolar_arps ON universal.arps_resultados_declinacion;
DROP TRIGGER tg_encolar_ipr ON universal.ipr_resultados;
DROP TRIGGER tg_encolar_diagnostico ON universal.validacion_experta;
DROP TRIGGER tg_encolar_diagnostico ON universal.diagnostico;
DROP TRIGGER tg_encolar_diagnostico ON universal.stroke;
