CREATE TABLE stage.tbl_pozo_maestra (
    well_id integer NOT NULL,
    nombre_pozo text NOT NULL,
    cliente text,
    pais text,
    region text,
    campo text,
    api_number text,
    coordenadas_pozo text,
    tipo_pozo text,
    profundidad_completacion double precision,
    intervalo_disparos text,
    radio_pozo double precision,
    espesor_formacion double precision,
    nombre_yacimiento text,
    permeabilidad_abosluta double precision,
    permeabilidad_horizontal double precision,
    radio_drenaje double precision,
    presion_inicial_yacimiento double precision,
    temperatura_yacimiento double precision,
    tipo_levantamiento text,
    profundidad_vertical_yacimiento double precision,
    profundidad_vertical_bomba double precision,
    diametro_embolo_bomba double precision,
    longitud_carrera_nominal_unidad_in double precision,
    potencia_nominal_motor double precision,
    corriente_nominal_motor double precision,
    voltaje_nominal double precision,
    frecuencia_nominal_motor double precision,
    carga_nominal_unidad double precision,
    carga_minima_nominal_sarta double precision,
    num_software text,
    peso_sarta_aire double precision,
    carga_maxima_fluido_api double precision,
    fecha_registro date NOT NULL,
    fecha_creacion timestamptz NOT NULL DEFAULT now(),
    np_inicial_bbl double precision,
    contador_diario text,
    fecha_sat date,
    CONSTRAINT tbl_pozo_maestra_pkey PRIMARY KEY (well_id),
    CONSTRAINT tbl_pozo_maestra_nombre_pozo_key UNIQUE (nombre_pozo),
    CONSTRAINT chk_contador_diario CHECK (contador_diario IN ('acumulado', 'dia_cerrado'))
);

GRANT INSERT, UPDATE, DELETE ON TABLE stage.tbl_pozo_maestra TO bp010_escritura, bp010_operacion;

COMMENT ON TABLE stage.tbl_pozo_maestra
IS 'One row per well: identity, place, completion, reservoir and equipment.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.well_id IS 'Well, equal to the unit_id of its SCADA controller.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.pais IS 'Country.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.region IS 'Region.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.campo IS 'Oil field.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.api_number IS 'API well number.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.coordenadas_pozo
IS 'Coordinates of the well head, latitude and longitude in °.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.tipo_pozo IS 'Kind of well: vertical, deviated, horizontal.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.profundidad_completacion IS 'Completion depth (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.intervalo_disparos IS 'Perforated interval (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.radio_pozo IS 'Well radius (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.espesor_formacion IS 'Formation thickness (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.nombre_yacimiento IS 'Name of the reservoir.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.permeabilidad_abosluta IS 'Absolute permeability (mD).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.permeabilidad_horizontal IS 'Horizontal permeability (mD).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.radio_drenaje IS 'Drainage radius (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.presion_inicial_yacimiento IS 'Initial reservoir pressure (psi).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.temperatura_yacimiento IS 'Reservoir temperature (°F).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.tipo_levantamiento IS 'Kind of artificial lift.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.profundidad_vertical_yacimiento
IS 'True vertical depth of the reservoir (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.profundidad_vertical_bomba
IS 'True vertical depth of the pump (ft).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.diametro_embolo_bomba IS 'Pump plunger diameter (in).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.longitud_carrera_nominal_unidad_in
IS 'Rated stroke of the unit (in).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.potencia_nominal_motor IS 'Rated motor power (hp).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.corriente_nominal_motor IS 'Rated motor current (A).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.voltaje_nominal IS 'Rated voltage (V).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.frecuencia_nominal_motor IS 'Rated motor frequency (Hz).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.carga_nominal_unidad IS 'Rated load of the hydraulic unit (lbf).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.carga_minima_nominal_sarta IS 'Rated load of the rod string (lbf).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.num_software IS 'Software version of the controller.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.peso_sarta_aire IS 'Weight of the rod string in air (lbf).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.carga_maxima_fluido_api IS 'API maximum fluid load (lbf).';
COMMENT ON COLUMN stage.tbl_pozo_maestra.fecha_registro IS 'Day that the master data are from.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.fecha_creacion IS 'When the row was written.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.np_inicial_bbl
IS 'Oil produced before the first reading (bbl), part of Np.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.contador_diario
IS 'How daily counters behave: acumulado or dia_cerrado; NULL follows OPERACION/contador_diario.';
COMMENT ON COLUMN stage.tbl_pozo_maestra.fecha_sat
IS 'Day of the site acceptance test, marked on the KPI trends.';
