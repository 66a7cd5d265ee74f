-- Pages hold few users, so that the planner finds one by the key where it would read some hundreds instead.
CREATE TABLE reporting.dim_rls_visible (
    user_email text NOT NULL,
    pozos integer[] NOT NULL,
    CONSTRAINT dim_rls_visible_pkey PRIMARY KEY (user_email)
) WITH (fillfactor = 10);

COMMENT ON TABLE reporting.dim_rls_visible
IS 'The wells that each user sees, which every policy reads; follows what is given and where wells are.';

COMMENT ON COLUMN reporting.dim_rls_visible.user_email IS 'User: the login, or what a pool calls him.';

COMMENT ON COLUMN reporting.dim_rls_visible.pozos IS 'Numbers of the wells, in their order.';

REVOKE ALL ON TABLE reporting.dim_rls_visible FROM bp010_operacion;

GRANT SELECT ON TABLE reporting.dim_rls_visible TO bp010_operacion, bp010_lectura, bp010_panel;

ALTER TABLE reporting.dim_rls_visible ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dim_rls_visible
FOR SELECT TO bp010_operacion, bp010_lectura
USING (TRUE);

-- What reporting.fnc_usuario() says, written out: its text would be parsed anew for each table of a question.
-- A name has collation C; with it the comparison could not use the key.
CREATE POLICY pozos_del_usuario ON reporting.dim_rls_visible
FOR SELECT TO bp010_panel
USING (
    user_email = (
        SELECT
            CASE
                WHEN pg_has_role(session_user, 'bp010_pool', 'MEMBER')
                    THEN nullif(current_setting('bp010.usuario', TRUE), '')
                ELSE session_user::text COLLATE "default"
            END AS usuario
    )
);
