REVOKE SELECT ON TABLE public.alembic_version FROM bp010_lectura, bp010_escritura, bp010_operacion;
