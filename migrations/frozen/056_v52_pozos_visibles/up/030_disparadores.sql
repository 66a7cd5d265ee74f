CREATE TRIGGER tg_seguir_alcances_insert
AFTER INSERT ON reporting.dim_rls_usuario
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_insert ON reporting.dim_rls_usuario
IS 'Users see the wells that were given to them.';

CREATE TRIGGER tg_seguir_alcances_update
AFTER UPDATE ON reporting.dim_rls_usuario
REFERENCING OLD TABLE AS viejas NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_update ON reporting.dim_rls_usuario
IS 'Users see the wells that were given to them.';

CREATE TRIGGER tg_seguir_alcances_delete
AFTER DELETE ON reporting.dim_rls_usuario
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_delete ON reporting.dim_rls_usuario
IS 'Users see the wells that were given to them.';

CREATE TRIGGER tg_seguir_alcances_truncate
AFTER TRUNCATE ON reporting.dim_rls_usuario
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_truncate ON reporting.dim_rls_usuario
IS 'Users see the wells that were given to them.';

CREATE TRIGGER tg_seguir_alcances_insert
AFTER INSERT ON reporting.dim_rls_ambito
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_insert ON reporting.dim_rls_ambito
IS 'Users see the fields and clients that were given to them.';

CREATE TRIGGER tg_seguir_alcances_update
AFTER UPDATE ON reporting.dim_rls_ambito
REFERENCING OLD TABLE AS viejas NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_update ON reporting.dim_rls_ambito
IS 'Users see the fields and clients that were given to them.';

CREATE TRIGGER tg_seguir_alcances_delete
AFTER DELETE ON reporting.dim_rls_ambito
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_delete ON reporting.dim_rls_ambito
IS 'Users see the fields and clients that were given to them.';

CREATE TRIGGER tg_seguir_alcances_truncate
AFTER TRUNCATE ON reporting.dim_rls_ambito
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_alcances();

COMMENT ON TRIGGER tg_seguir_alcances_truncate ON reporting.dim_rls_ambito
IS 'Users see the fields and clients that were given to them.';

CREATE TRIGGER tg_seguir_pozos_insert
AFTER INSERT ON reporting.dim_pozo
REFERENCING NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_pozos();

COMMENT ON TRIGGER tg_seguir_pozos_insert ON reporting.dim_pozo
IS 'Users of a field or a client see the wells that are in it.';

CREATE TRIGGER tg_seguir_pozos_update
AFTER UPDATE ON reporting.dim_pozo
REFERENCING OLD TABLE AS viejas NEW TABLE AS nuevas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_pozos();

COMMENT ON TRIGGER tg_seguir_pozos_update ON reporting.dim_pozo
IS 'Users of a field or a client see the wells that are in it.';

CREATE TRIGGER tg_seguir_pozos_delete
AFTER DELETE ON reporting.dim_pozo
REFERENCING OLD TABLE AS viejas
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_pozos();

COMMENT ON TRIGGER tg_seguir_pozos_delete ON reporting.dim_pozo
IS 'Users of a field or a client see the wells that are in it.';

CREATE TRIGGER tg_seguir_pozos_truncate
AFTER TRUNCATE ON reporting.dim_pozo
FOR EACH STATEMENT EXECUTE FUNCTION reporting.fnc_seguir_pozos();

COMMENT ON TRIGGER tg_seguir_pozos_truncate ON reporting.dim_pozo
IS 'Users of a field or a client see the wells that are in it.';

SELECT reporting.fnc_rehacer_visibles(NULL);
