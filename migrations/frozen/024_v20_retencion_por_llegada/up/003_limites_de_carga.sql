-- Loads that are stamped outside any plausible time arrive now: no partition could ever be made for them.
UPDATE stage.landing_scada_data
SET cargado_en = now()
WHERE cargado_en < '1950-01-01 00:00:00+00' OR cargado_en >= '2100-01-01 00:00:00+00';

UPDATE etl.cargas_pendientes
SET cargado_en = now()
WHERE cargado_en < '1950-01-01 00:00:00+00' OR cargado_en >= '2100-01-01 00:00:00+00';

-- Partitions of days prove it by their limits; only the default partition is worth a look.
ALTER TABLE stage.landing_scada_data
ADD CONSTRAINT chk_cargado_en CHECK (
    cargado_en >= '1950-01-01 00:00:00+00' AND cargado_en < '2100-01-01 00:00:00+00'
) NOT VALID;

COMMENT ON CONSTRAINT chk_cargado_en ON stage.landing_scada_data
IS 'A load outside any plausible time would keep partitions from being made.';
