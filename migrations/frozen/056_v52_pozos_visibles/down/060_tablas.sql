DROP TABLE reporting.dim_rls_visible;
