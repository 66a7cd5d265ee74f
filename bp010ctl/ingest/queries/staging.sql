-- one load's rows of a table, before they are compared with it: order in the file, line, columns
CREATE TEMPORARY TABLE __carga__ AS
SELECT
    NULL::bigint AS orden,
    NULL::bigint AS linea,
    destino.*
FROM __destino__ AS destino
WITH NO DATA
