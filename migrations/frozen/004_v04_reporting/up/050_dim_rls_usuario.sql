CREATE TABLE reporting.dim_rls_usuario (
    user_email text NOT NULL,
    pozo_id integer NOT NULL,
    nivel_acceso text,
    CONSTRAINT dim_rls_usuario_pkey PRIMARY KEY (user_email, pozo_id)
);

GRANT INSERT, UPDATE, DELETE ON TABLE reporting.dim_rls_usuario TO bp010_operacion;

COMMENT ON TABLE reporting.dim_rls_usuario
IS 'Which user may see which well, for dashboards that filter by row.';
COMMENT ON COLUMN reporting.dim_rls_usuario.user_email IS 'User, by e-mail address.';
COMMENT ON COLUMN reporting.dim_rls_usuario.pozo_id IS 'Well that the user may see.';
COMMENT ON COLUMN reporting.dim_rls_usuario.nivel_acceso IS 'Level of access.';
