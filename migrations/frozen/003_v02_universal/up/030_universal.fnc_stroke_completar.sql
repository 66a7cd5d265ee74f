CREATE OR REPLACE FUNCTION universal.fnc_stroke_completar()
RETURNS trigger
LANGUAGE plpgsql
AS $$
-- Purpose: completes a stroke's reference to its reading, by number or by well and time, whichever
--   the writer left out or changed; both given must be the same reading.
-- Second run: finds the same reading.
-- Reads: stage.tbl_pozo_produccion. Writes: the stroke being stored.
DECLARE
    v_lecturas bigint;
    v_produccion_id bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- only one of the two was changed: the other follows
        IF (NEW.well_id, NEW.timestamp_lectura) IS DISTINCT FROM (OLD.well_id, OLD.timestamp_lectura) THEN
            NEW.produccion_id := nullif(NEW.produccion_id, OLD.produccion_id);
        ELSIF NEW.produccion_id IS DISTINCT FROM OLD.produccion_id THEN
            NEW.well_id := NULL;
            NEW.timestamp_lectura := NULL;
        END IF;
    END IF;

    IF NEW.well_id IS NOT NULL AND NEW.timestamp_lectura IS NOT NULL THEN
        SELECT lectura.produccion_id
        INTO v_produccion_id
        FROM stage.tbl_pozo_produccion AS lectura
        WHERE lectura.well_id = NEW.well_id
            AND lectura.timestamp_lectura = NEW.timestamp_lectura;

        IF NOT FOUND THEN
            RAISE EXCEPTION 'reading of well % at % does not exist', NEW.well_id, NEW.timestamp_lectura
            USING
                ERRCODE = 'foreign_key_violation',
                HINT = 'Store the reading in stage.tbl_pozo_produccion first.';
        ELSIF NEW.produccion_id <> v_produccion_id THEN
            RAISE EXCEPTION 'reading of well % at % has produccion_id %, not %',
                NEW.well_id, NEW.timestamp_lectura, v_produccion_id, NEW.produccion_id
            USING
                ERRCODE = 'foreign_key_violation',
                HINT = 'Give either produccion_id, or well_id and timestamp_lectura.';
        END IF;
        NEW.produccion_id := v_produccion_id;
        RETURN NEW;
    END IF;

    IF NEW.produccion_id IS NULL THEN
        RAISE EXCEPTION 'stroke names no reading'
        USING
            ERRCODE = 'not_null_violation',
            HINT = 'Give produccion_id, or well_id and timestamp_lectura.';
    END IF;

    SELECT
        count(*),
        min(lectura.well_id),
        min(lectura.timestamp_lectura)
    INTO
        v_lecturas,
        NEW.well_id,
        NEW.timestamp_lectura
    FROM stage.tbl_pozo_produccion AS lectura
    WHERE lectura.produccion_id = NEW.produccion_id;

    -- readings that were loaded with numbers of their own may share one
    IF v_lecturas <> 1 THEN
        RAISE EXCEPTION 'produccion_id % names % readings', NEW.produccion_id, v_lecturas
        USING
            ERRCODE = 'foreign_key_violation',
            HINT = 'Give well_id and timestamp_lectura of the reading.';
    END IF;
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION universal.fnc_stroke_completar()
IS 'Trigger: completes the reference of a stroke to its reading, by number or by well and time.';
