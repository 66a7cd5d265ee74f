CREATE TRIGGER tg_encolar_insert
AFTER INSERT ON stage.tbl_pozo_produccion
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_lecturas();

CREATE TRIGGER tg_encolar_update
AFTER UPDATE ON stage.tbl_pozo_produccion
REFERENCING OLD TABLE AS viejas NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_lecturas();

CREATE TRIGGER tg_encolar_delete
AFTER DELETE ON stage.tbl_pozo_produccion
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_lecturas();

CREATE TRIGGER tg_rechazar_truncate
BEFORE TRUNCATE ON stage.tbl_pozo_produccion
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_rechazar_truncate();

CREATE TRIGGER tg_encolar_carga
AFTER INSERT ON stage.landing_scada_data
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION etl.fnc_encolar_carga();

COMMENT ON TRIGGER tg_encolar_insert ON stage.tbl_pozo_produccion
IS 'New readings make their hours dirty.';
COMMENT ON TRIGGER tg_encolar_update ON stage.tbl_pozo_produccion
IS 'Changed readings make their old and new hours dirty.';
COMMENT ON TRIGGER tg_encolar_delete ON stage.tbl_pozo_produccion
IS 'Deleted readings make their hours dirty.';
COMMENT ON TRIGGER tg_rechazar_truncate ON stage.tbl_pozo_produccion
IS 'TRUNCATE would leave facts without readings.';
COMMENT ON TRIGGER tg_encolar_carga ON stage.landing_scada_data
IS 'New landing rows wait for the pivot.';
