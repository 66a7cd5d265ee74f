DROP TABLE etl.fuente_nacimientos;

COMMENT ON COLUMN etl.fuentes.tipo
IS 'Its protocol, which is the etl_tipo of its runs in the ledger: http.';
