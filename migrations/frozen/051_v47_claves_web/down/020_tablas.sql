-- squawk-ignore ban-drop-table: the table that this revision made
DROP TABLE reporting.dim_rls_clave;
