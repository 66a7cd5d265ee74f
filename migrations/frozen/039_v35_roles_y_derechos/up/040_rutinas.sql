DO $$
-- Whoever runs the cycles may run every routine that works with the rights of its caller. Readers may
-- call the functions that change nothing; they, too, see and do no more than the caller may.
DECLARE
    v_rutina regprocedure;
    v_solo_lee boolean;
    v_lectores text;
BEGIN
    FOR v_rutina, v_solo_lee, v_lectores IN
        SELECT
            rutina.oid::regprocedure,
            rutina.prokind = 'f' AND rutina.provolatile <> 'v',
            CASE rutina.pronamespace::regnamespace::text
                WHEN 'reporting' THEN 'bp010_lectura'
                WHEN 'universal' THEN 'bp010_lectura, bp010_modelos'
                ELSE 'bp010_lectura, bp010_modelos, bp010_escritura'
            END
        FROM pg_catalog.pg_proc AS rutina
        WHERE rutina.pronamespace = ANY (
                '{stage,referencial,universal,reporting,etl}'::regnamespace[]
            )
            AND NOT rutina.prosecdef
    LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO bp010_operacion', v_rutina);
        IF v_solo_lee THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', v_rutina, v_lectores);
        END IF;
    END LOOP;
END;
$$;

ALTER DEFAULT PRIVILEGES IN SCHEMA stage, referencial, universal, reporting, etl
GRANT EXECUTE ON ROUTINES TO bp010_operacion;

-- What makes and drops partitions, or writes reference data, works for the owner only.
REVOKE EXECUTE ON ROUTINE
referencial.sp_seed_defaults, etl.sp_crear_particiones, etl.sp_particionar,
etl.sp_retencion, etl.sp_retener_landing
FROM bp010_operacion;
