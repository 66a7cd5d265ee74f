CREATE TABLE etl.fuentes (
    fuente text NOT NULL,
    tipo text NOT NULL,
    ubicacion_id text NOT NULL,
    ubicacion_nombre text,
    direccion text NOT NULL,
    unidades integer[] NOT NULL DEFAULT '{}',
    peticion jsonb NOT NULL DEFAULT '{}',
    da_rangos boolean NOT NULL DEFAULT FALSE,
    cadencia_segundos integer NOT NULL,
    limite_segundos integer NOT NULL,
    activa boolean NOT NULL DEFAULT TRUE,
    motivo_pausa text,
    pausada_en timestamptz,
    sondeada_en timestamptz,
    cubierta_hasta timestamptz,
    ultimo_dato timestamptz,
    adelanto_segundos double precision,
    creada_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT fuentes_pkey PRIMARY KEY (fuente),
    CONSTRAINT uq_fuentes_lugar UNIQUE (tipo, ubicacion_id),
    CONSTRAINT chk_fuente CHECK (fuente ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    CONSTRAINT chk_fuente_cadencia CHECK (cadencia_segundos BETWEEN 1 AND 86400),
    CONSTRAINT chk_fuente_limite CHECK (limite_segundos BETWEEN 1 AND 86400),
    CONSTRAINT chk_fuente_pausa CHECK (activa = (pausada_en IS NULL))
);

GRANT SELECT ON TABLE etl.fuentes TO bp010_lectura, bp010_escritura;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE etl.fuentes TO bp010_operacion;

COMMENT ON TABLE etl.fuentes
IS 'Sources that are polled: where they are, what they are asked and how often; how far they are read.';
COMMENT ON COLUMN etl.fuentes.fuente IS 'Name of the source.';
COMMENT ON COLUMN etl.fuentes.tipo IS 'Its protocol, which is the etl_tipo of its runs in the ledger: http.';
COMMENT ON COLUMN etl.fuentes.ubicacion_id IS 'Place that it tells of, as its runs have it.';
COMMENT ON COLUMN etl.fuentes.ubicacion_nombre IS 'Name of that place.';
COMMENT ON COLUMN etl.fuentes.direccion IS 'Address, never with a user or a password in it.';
COMMENT ON COLUMN etl.fuentes.unidades IS 'SCADA units that it is asked for.';
COMMENT ON COLUMN etl.fuentes.peticion
IS 'What is asked and how the answer is read; credentials are in it as references only.';
COMMENT ON COLUMN etl.fuentes.da_rangos
IS 'Whether it gives what it had in a range of time, so that gaps can be made up for.';
COMMENT ON COLUMN etl.fuentes.cadencia_segundos IS 'How often it is polled (s).';
COMMENT ON COLUMN etl.fuentes.limite_segundos IS 'How long one poll may take, retries included (s).';
COMMENT ON COLUMN etl.fuentes.activa IS 'Whether it is polled.';
COMMENT ON COLUMN etl.fuentes.motivo_pausa
IS 'Why the worker stopped asking it, refused credentials; NULL where a person paused it.';
COMMENT ON COLUMN etl.fuentes.pausada_en IS 'Since when it is not polled; NULL while it is.';
COMMENT ON COLUMN etl.fuentes.sondeada_en IS 'When its newest poll ended, whatever came of it.';
COMMENT ON COLUMN etl.fuentes.cubierta_hasta
IS 'Until when its time is accounted for: polled, or noted as a gap.';
COMMENT ON COLUMN etl.fuentes.ultimo_dato IS 'Time of the newest value that it has given.';
COMMENT ON COLUMN etl.fuentes.adelanto_segundos
IS 'How far the newest value of its last answer was ahead of the clock (s); negative where it was behind.';
COMMENT ON COLUMN etl.fuentes.creada_en IS 'When it was added.';

ALTER TABLE etl.etl_ejecuciones ADD COLUMN hueco_id bigint;
ALTER TABLE etl.etl_ejecuciones ADD COLUMN hueco_abierto boolean;
ALTER TABLE etl.etl_ejecuciones ADD COLUMN irrecuperable text;

ALTER TABLE etl.etl_ejecuciones
ADD CONSTRAINT fk_ejecucion_hueco FOREIGN KEY (hueco_id)
REFERENCES etl.etl_ejecuciones (id) ON DELETE SET NULL NOT VALID;

-- squawk-ignore require-concurrent-index-creation: no row has a value yet, and a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_hueco
ON etl.etl_ejecuciones (hueco_id) WHERE hueco_id IS NOT NULL;

-- squawk-ignore require-concurrent-index-creation: no row has a value yet, and a ledger of 90 days is small
CREATE INDEX ix_etl_ejecuciones_hueco_abierto
ON etl.etl_ejecuciones (etl_tipo, ubicacion_id) WHERE hueco_abierto;

COMMENT ON COLUMN etl.etl_ejecuciones.hueco_id
IS 'Run that began the gap which this poll of a source prolongs, or makes up for in part.';
COMMENT ON COLUMN etl.etl_ejecuciones.hueco_abierto
IS 'Whether the gap of a source that began with this run still grows; NULL for any other run.';
COMMENT ON COLUMN etl.etl_ejecuciones.irrecuperable
IS 'Why what this gap lacks cannot be made up for, and what is known of it; NULL where it can.';
