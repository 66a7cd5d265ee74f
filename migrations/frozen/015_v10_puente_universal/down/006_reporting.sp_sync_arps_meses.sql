DROP PROCEDURE reporting.sp_sync_arps_meses();
