SELECT
    estado.status_level,
    estado.status_label
FROM referencial.tbl_catalogo_status AS estado;
