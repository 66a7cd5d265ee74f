DROP VIEW reporting.vw_foto_pozos;
