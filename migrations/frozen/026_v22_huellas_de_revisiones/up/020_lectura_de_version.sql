-- Whoever reads the data may know which revision they are of.
GRANT SELECT ON TABLE public.alembic_version TO bp010_lectura, bp010_escritura, bp010_operacion;
