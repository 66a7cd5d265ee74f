DO $$
BEGIN
    EXECUTE format(
        'REVOKE ALL ON DATABASE %I'
        ' FROM bp010_lectura, bp010_escritura, bp010_operacion, bp010_modelos, bp010_panel, bp010_pool',
        current_database()
    );
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO public', current_database());
END;
$$;

REVOKE USAGE ON SCHEMA public FROM bp010_lectura, bp010_escritura, bp010_operacion;

GRANT USAGE ON SCHEMA public TO public;

ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON ROUTINES TO public;
