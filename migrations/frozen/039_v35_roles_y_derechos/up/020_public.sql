-- What everybody has by default, and what functions made later would have.
REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA stage, referencial, universal, reporting, etl FROM public;

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM public;

REVOKE ALL ON SCHEMA public FROM public;

GRANT USAGE ON SCHEMA public TO bp010_lectura, bp010_escritura, bp010_operacion;

DO $$
-- The database's own rights are not those of a copy: `bp010ctl roles check` looks at them there.
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM public', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I'
        ' TO bp010_lectura, bp010_escritura, bp010_operacion, bp010_modelos, bp010_panel, bp010_pool',
        current_database()
    );
    EXECUTE format(
        'GRANT TEMPORARY ON DATABASE %I TO bp010_lectura, bp010_escritura, bp010_operacion, bp010_modelos',
        current_database()
    );
END;
$$;
