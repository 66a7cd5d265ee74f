ALTER DEFAULT PRIVILEGES IN SCHEMA stage, referencial, universal, reporting, etl
REVOKE EXECUTE ON ROUTINES FROM bp010_operacion;

DO $$
-- What works with the rights of its caller is everybody's again.
DECLARE
    v_rutina regprocedure;
BEGIN
    FOR v_rutina IN
        SELECT rutina.oid::regprocedure
        FROM pg_catalog.pg_proc AS rutina
        WHERE rutina.pronamespace = ANY (
                '{stage,referencial,universal,reporting,etl}'::regnamespace[]
            )
            AND NOT rutina.prosecdef
    LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO public', v_rutina);
        EXECUTE format(
            'REVOKE EXECUTE ON ROUTINE %s'
            ' FROM bp010_operacion, bp010_lectura, bp010_escritura, bp010_modelos',
            v_rutina
        );
    END LOOP;
END;
$$;
