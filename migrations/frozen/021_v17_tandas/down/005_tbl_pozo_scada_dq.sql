DROP TRIGGER tg_retirar_veredictos ON referencial.tbl_dq_rules;
DROP TRIGGER tg_retirar_veredictos ON stage.tbl_pozo_produccion;

-- what the next quality run would take away: readings and rules deleted while they were judged
DELETE FROM stage.tbl_pozo_scada_dq AS d
WHERE
    NOT EXISTS (
        SELECT
        FROM stage.tbl_pozo_produccion AS l
        WHERE l.well_id = d.well_id AND l.timestamp_lectura = d.timestamp_lectura
    )
    OR NOT EXISTS (SELECT FROM referencial.tbl_dq_rules AS r WHERE r.regla_id = d.regla_id);

-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint: as v06_2_motor_dq made it
ALTER TABLE stage.tbl_pozo_scada_dq
ADD CONSTRAINT fk_dq_regla FOREIGN KEY (regla_id)
REFERENCES referencial.tbl_dq_rules (regla_id) ON DELETE CASCADE;

COMMENT ON CONSTRAINT fk_dq_regla ON stage.tbl_pozo_scada_dq
IS 'The verdicts of a rule go with it.';

-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint: as v04_stage made it
ALTER TABLE stage.tbl_pozo_scada_dq
ADD CONSTRAINT fk_scada_dq FOREIGN KEY (well_id, timestamp_lectura)
REFERENCES stage.tbl_pozo_produccion (well_id, timestamp_lectura) ON DELETE CASCADE;
