CREATE TABLE etl.llegadas (
    dia date NOT NULL,
    llegada date NOT NULL
);

CREATE INDEX ix_llegadas
ON etl.llegadas (dia, llegada);

COMMENT ON TABLE etl.llegadas
IS 'On which days what landing is stamped with arrived; noted in the loader''s own transaction.';
COMMENT ON COLUMN etl.llegadas.dia IS 'Day of cargado_en in landing, in UTC.';
COMMENT ON COLUMN etl.llegadas.llegada IS 'Day on which such rows arrived here, in UTC.';
