CREATE TABLE etl.candados (
    candado text NOT NULL,
    descripcion text NOT NULL,
    CONSTRAINT candados_pkey PRIMARY KEY (candado)
);

INSERT INTO etl.candados (candado, descripcion)
VALUES
('pivote', 'landing is turned into readings, or dropped'),
('hechos', 'facts are made from readings'),
('particiones', 'partitions are made or dropped');

GRANT UPDATE ON TABLE etl.candados TO bp010_operacion;

COMMENT ON TABLE etl.candados
IS 'Locks of routines that go on alone: whoever runs one locks its row; see etl.fnc_cerrar_candado.';
COMMENT ON COLUMN etl.candados.candado IS 'Name of the lock.';
COMMENT ON COLUMN etl.candados.descripcion IS 'What goes on alone under it.';
