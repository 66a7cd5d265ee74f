DROP PROCEDURE reporting.sp_sync_cdi_horas();
