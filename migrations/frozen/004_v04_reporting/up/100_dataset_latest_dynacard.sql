CREATE TABLE reporting.dataset_latest_dynacard (
    well_id integer NOT NULL,
    timestamp_carta timestamptz NOT NULL,
    superficie_json jsonb,
    fondo_json jsonb,
    carga_min_superficie double precision,
    carga_max_superficie double precision,
    diagnostico_ia text NOT NULL DEFAULT 'PENDIENTE_ML',
    diagnostico_timestamp timestamptz,
    diagnostico_score double precision,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dataset_latest_dynacard_pkey PRIMARY KEY (well_id)
);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.dataset_latest_dynacard TO bp010_operacion;

COMMENT ON TABLE reporting.dataset_latest_dynacard
IS 'Newest dynamometer card of each well with its diagnosis.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.well_id IS 'Well.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.timestamp_carta
IS 'Time of the reading that brought the card.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.superficie_json
IS 'Surface card: posicion (in) and carga (lbf), arrays of equal length.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.fondo_json
IS 'Downhole card: posicion (in) and carga (lbf), arrays of equal length.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.carga_min_superficie
IS 'Least load of the surface card (lbf).';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.carga_max_superficie
IS 'Greatest load of the surface card (lbf).';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.diagnostico_ia
IS 'Diagnosed pattern, PENDIENTE_ML until a model has spoken.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.diagnostico_timestamp IS 'When the diagnosis was made.';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.diagnostico_score
IS 'Score of the diagnosed pattern (0 to 1).';
COMMENT ON COLUMN reporting.dataset_latest_dynacard.updated_at IS 'When the row was last changed.';
