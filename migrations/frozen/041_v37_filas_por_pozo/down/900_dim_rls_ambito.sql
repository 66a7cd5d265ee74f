DROP INDEX reporting.ix_dim_pozo_cliente;

DROP INDEX reporting.ix_dim_pozo_campo;

COMMENT ON TABLE reporting.dim_rls_usuario
IS 'Which user may see which well, for dashboards that filter by row.';

COMMENT ON COLUMN reporting.dim_rls_usuario.user_email IS 'User, by e-mail address.';

COMMENT ON COLUMN reporting.dim_rls_usuario.nivel_acceso IS 'Level of access.';

DROP TABLE reporting.dim_rls_ambito;
