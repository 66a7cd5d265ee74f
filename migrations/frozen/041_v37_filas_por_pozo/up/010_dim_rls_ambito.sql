CREATE TABLE reporting.dim_rls_ambito (
    user_email text NOT NULL,
    ambito text NOT NULL,
    valor text NOT NULL,
    nivel_acceso text,
    CONSTRAINT dim_rls_ambito_pkey PRIMARY KEY (user_email, ambito, valor),
    CONSTRAINT chk_ambito CHECK (ambito IN ('campo', 'cliente'))
);

COMMENT ON TABLE reporting.dim_rls_ambito
IS 'Which user may see all wells of a field or of a client, also those that come later.';

COMMENT ON COLUMN reporting.dim_rls_ambito.user_email IS 'User: the login, or what a pool calls him.';

COMMENT ON COLUMN reporting.dim_rls_ambito.ambito IS 'What the value names: campo or cliente.';

COMMENT ON COLUMN reporting.dim_rls_ambito.valor
IS 'The field or the client, as reporting.dim_pozo writes it.';

COMMENT ON COLUMN reporting.dim_rls_ambito.nivel_acceso
IS 'Level of access: NINGUNO takes these wells away, any other lets the user read them.';

GRANT INSERT, UPDATE, DELETE ON TABLE reporting.dim_rls_ambito TO bp010_operacion;

COMMENT ON TABLE reporting.dim_rls_usuario
IS 'Which user may see which well; the policies of every table with a well ask it.';

COMMENT ON COLUMN reporting.dim_rls_usuario.user_email IS 'User: the login, or what a pool calls him.';

COMMENT ON COLUMN reporting.dim_rls_usuario.nivel_acceso
IS 'Level of access: NINGUNO takes the well away, any other lets the user read it.';

-- squawk-ignore require-concurrent-index-creation: a row for each well, read in a moment
CREATE INDEX ix_dim_pozo_campo ON reporting.dim_pozo (campo);

-- squawk-ignore require-concurrent-index-creation: a row for each well, read in a moment
CREATE INDEX ix_dim_pozo_cliente ON reporting.dim_pozo (cliente);
