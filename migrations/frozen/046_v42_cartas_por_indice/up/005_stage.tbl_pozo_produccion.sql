-- Readings with a card are few among many: who looks for a card reads those alone. Writers of readings wait
-- while the index is made: about a second for each million readings.
-- squawk-ignore require-concurrent-index-creation: PostgreSQL refuses it on a partitioned table
CREATE INDEX ix_tbl_pozo_produccion_cartas
ON stage.tbl_pozo_produccion (well_id, timestamp_lectura)
WHERE num_nonnulls(surface_rod_position, downhole_pump_position, downhole_pump_load) > 0;

COMMENT ON INDEX stage.ix_tbl_pozo_produccion_cartas
IS 'Readings with a card: whoever looks for one repeats the condition.';
