CREATE OR REPLACE FUNCTION etl.fnc_comprobar_llamada(p_llamada text)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: refuses to run what is not one CALL of a routine of ours: of the owner of etl.ciclo_pasos, who alone
--   writes there. So nobody's text or routine is run with the rights of whoever runs a cycle.
-- Second run: the same. Reads: pg_proc. Writes nothing. Raises syntax_error, insufficient_privilege.
DECLARE
    v_nombre CONSTANT text[] := regexp_match(lower(p_llamada), '^call (\w+)\.(\w+)');
BEGIN
    IF NOT coalesce(etl.fnc_es_llamada(p_llamada), FALSE) THEN
        RAISE EXCEPTION 'step "%" is not one CALL with constants', left(p_llamada, 200)
        USING ERRCODE = 'syntax_error', HINT = 'For example: CALL schema.routine({desde}, 5, true).';
    END IF;
    IF EXISTS (
        SELECT
        FROM pg_catalog.pg_proc AS rutinas
        INNER JOIN pg_catalog.pg_namespace AS espacios ON rutinas.pronamespace = espacios.oid
        INNER JOIN pg_catalog.pg_class AS pasos ON pasos.oid = 'etl.ciclo_pasos'::regclass
        WHERE espacios.nspname = v_nombre[1]
            AND rutinas.proname = v_nombre[2]
            AND rutinas.proowner <> pasos.relowner
    ) THEN
        RAISE EXCEPTION 'routine "%.%" belongs to somebody else', v_nombre[1], v_nombre[2]
        USING
            ERRCODE = 'insufficient_privilege',
            HINT = 'Cycles run only routines of the role that owns etl.ciclo_pasos.';
    END IF;
END;
$$;

COMMENT ON FUNCTION etl.fnc_comprobar_llamada(text)
IS 'Refuses a step that is not one CALL with constants of a routine of the owner''s.';
