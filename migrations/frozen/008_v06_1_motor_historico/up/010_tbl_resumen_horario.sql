CREATE TABLE reporting.tbl_resumen_horario (
    well_id integer NOT NULL,
    tramo timestamptz NOT NULL,
    lecturas integer NOT NULL,
    primera_lectura timestamptz NOT NULL,
    ultima_lectura timestamptz NOT NULL,
    spm_suma double precision,
    spm_n integer,
    spm_marcha_suma double precision,
    spm_marcha_n integer,
    whp_suma double precision,
    whp_n integer,
    chp_suma double precision,
    chp_n integer,
    pip_suma double precision,
    pip_n integer,
    pdp_suma double precision,
    pdp_n integer,
    tanque_suma double precision,
    tanque_n integer,
    hp_suma double precision,
    hp_n integer,
    amperaje_suma double precision,
    amperaje_n integer,
    peso_sarta_suma double precision,
    peso_sarta_n integer,
    eficiencia_suma double precision,
    eficiencia_n integer,
    flujo_suma double precision,
    flujo_n integer,
    llenado_suma double precision,
    llenado_n integer,
    corte_agua_suma double precision,
    corte_agua_n integer,
    nivel_suma double precision,
    nivel_n integer,
    carrera_suma double precision,
    carrera_n integer,
    spm_maximo double precision,
    carga_maxima double precision,
    carga_minima double precision,
    carrera_carta double precision,
    primeros double precision[],
    ultimos double precision[],
    incrementos double precision[],
    ruido_diario boolean NOT NULL,
    ruido_medidor boolean NOT NULL,
    CONSTRAINT tbl_resumen_horario_pkey PRIMARY KEY (well_id, tramo)
)
WITH (fillfactor = 80);

GRANT INSERT, UPDATE, DELETE, TRUNCATE ON TABLE reporting.tbl_resumen_horario TO bp010_operacion;

COMMENT ON TABLE reporting.tbl_resumen_horario
IS 'One row per well and hour of the zone, a function of its own readings alone; facts are made from it.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.well_id IS 'Well.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.tramo
IS 'Start of the hour of the operating zone; a change to winter time gives two of one name.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.lecturas IS 'Readings within the hour.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.primera_lectura IS 'First reading of the hour.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.ultima_lectura IS 'Last reading of the hour.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.spm_suma IS 'Sum over the readings: pumping speed (spm).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.spm_n IS 'Readings that have it: pumping speed (spm).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.spm_marcha_suma
IS 'Sum over the readings: pumping speed while running (spm).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.spm_marcha_n
IS 'Readings that have it: pumping speed while running (spm).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.whp_suma
IS 'Sum over the readings: well head pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.whp_n IS 'Readings that have it: well head pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.chp_suma
IS 'Sum over the readings: casing head pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.chp_n IS 'Readings that have it: casing head pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.pip_suma
IS 'Sum over the readings: pump intake pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.pip_n IS 'Readings that have it: pump intake pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.pdp_suma
IS 'Sum over the readings: pump discharge pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.pdp_n
IS 'Readings that have it: pump discharge pressure (psi).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.tanque_suma
IS 'Sum over the readings: tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.tanque_n
IS 'Readings that have it: tank fluid temperature (°F).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.hp_suma IS 'Sum over the readings: motor power (hp).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.hp_n IS 'Readings that have it: motor power (hp).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.amperaje_suma IS 'Sum over the readings: motor current (A).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.amperaje_n IS 'Readings that have it: motor current (A).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.peso_sarta_suma
IS 'Sum over the readings: buoyant weight of the rods (lbf).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.peso_sarta_n
IS 'Readings that have it: buoyant weight of the rods (lbf).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.eficiencia_suma
IS 'Sum over the readings: lift efficiency (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.eficiencia_n IS 'Readings that have it: lift efficiency (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.flujo_suma
IS 'Sum over the readings: fluid flow monitor (bpd).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.flujo_n IS 'Readings that have it: fluid flow monitor (bpd).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.llenado_suma IS 'Sum over the readings: pump fill (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.llenado_n IS 'Readings that have it: pump fill (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.corte_agua_suma IS 'Sum over the readings: water cut (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.corte_agua_n IS 'Readings that have it: water cut (%).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.nivel_suma
IS 'Sum over the readings: measured fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.nivel_n
IS 'Readings that have it: measured fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.carrera_suma
IS 'Sum over the readings: API pump stroke (in).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.carrera_n IS 'Readings that have it: API pump stroke (in).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.spm_maximo IS 'Greatest pumping speed (spm).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.carga_maxima IS 'Greatest rod load (lbf).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.carga_minima IS 'Least rod load (lbf).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.carrera_carta
IS 'Range of the last card, where no stroke was measured (in).';
COMMENT ON COLUMN reporting.tbl_resumen_horario.primeros
IS 'First value of each series, positions as in reporting.fnc_serie_lectura.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.ultimos
IS 'Last value of each series, positions as in reporting.fnc_serie_lectura.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.incrementos
IS 'Increment of each series within the hour; 20: stops of the motor, 21: seconds running.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.ruido_diario
IS 'Whether a daily counter fell a little, which counts as noise.';
COMMENT ON COLUMN reporting.tbl_resumen_horario.ruido_medidor
IS 'Whether a meter or lifetime counter fell a little, which counts as noise.';
