-- squawk-ignore ban-drop-constraint: the triggers below do what they did when a reading or a rule goes
ALTER TABLE stage.tbl_pozo_scada_dq DROP CONSTRAINT fk_scada_dq;
-- squawk-ignore ban-drop-constraint: as above
ALTER TABLE stage.tbl_pozo_scada_dq DROP CONSTRAINT fk_dq_regla;

CREATE TRIGGER tg_retirar_veredictos
AFTER DELETE ON stage.tbl_pozo_produccion
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION stage.fnc_retirar_veredictos();

COMMENT ON TRIGGER tg_retirar_veredictos ON stage.tbl_pozo_produccion
IS 'The verdicts of readings go with them.';

CREATE TRIGGER tg_retirar_veredictos
AFTER DELETE ON referencial.tbl_dq_rules
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION stage.fnc_retirar_veredictos_regla();

COMMENT ON TRIGGER tg_retirar_veredictos ON referencial.tbl_dq_rules
IS 'The verdicts of rules go with them.';
