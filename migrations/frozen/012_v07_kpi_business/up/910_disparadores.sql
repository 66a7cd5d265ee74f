CREATE TRIGGER tg_encolar_calidad_insert
AFTER INSERT ON stage.tbl_dq_resumen
REFERENCING NEW TABLE AS tocadas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_calidad();

CREATE TRIGGER tg_encolar_calidad_update
AFTER UPDATE ON stage.tbl_dq_resumen
REFERENCING NEW TABLE AS tocadas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_calidad();

CREATE TRIGGER tg_encolar_calidad_delete
AFTER DELETE ON stage.tbl_dq_resumen
REFERENCING OLD TABLE AS tocadas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_calidad();

COMMENT ON TRIGGER tg_encolar_calidad_insert ON stage.tbl_dq_resumen
IS 'New quality counts make the KPI row of their day dirty.';
COMMENT ON TRIGGER tg_encolar_calidad_update ON stage.tbl_dq_resumen
IS 'Changed quality counts make the KPI row of their day dirty.';
COMMENT ON TRIGGER tg_encolar_calidad_delete ON stage.tbl_dq_resumen
IS 'Withdrawn quality counts make the KPI row of their day dirty.';
