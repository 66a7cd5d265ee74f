DROP PROCEDURE reporting.sp_load_to_reporting(timestamptz, timestamptz, boolean, boolean, boolean, integer);
