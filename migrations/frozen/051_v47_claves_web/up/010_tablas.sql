CREATE TABLE reporting.dim_rls_clave (
    user_email text NOT NULL,
    clave text NOT NULL,
    cambiada_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_rls_clave_pkey PRIMARY KEY (user_email),
    CONSTRAINT chk_clave CHECK (clave LIKE '$argon2id$%')
);

COMMENT ON TABLE reporting.dim_rls_clave
IS 'Passwords of the users of the web pages, as argon2 hashes; nobody but the owner reads them.';

COMMENT ON COLUMN reporting.dim_rls_clave.user_email IS 'User: as in reporting.dim_rls_usuario.';

COMMENT ON COLUMN reporting.dim_rls_clave.clave IS 'Hash of the password, argon2id.';

COMMENT ON COLUMN reporting.dim_rls_clave.cambiada_en IS 'When the password was last set.';

REVOKE ALL ON TABLE reporting.dim_rls_clave FROM bp010_lectura, bp010_operacion, bp010_panel;
