DROP FUNCTION etl.fnc_vive(integer, timestamp with time zone, timestamp with time zone);
