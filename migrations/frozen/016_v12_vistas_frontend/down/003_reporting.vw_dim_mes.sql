DROP VIEW reporting.vw_dim_mes;
