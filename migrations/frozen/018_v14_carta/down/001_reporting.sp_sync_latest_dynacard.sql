DROP PROCEDURE reporting.sp_sync_latest_dynacard();
