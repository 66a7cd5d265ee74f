DROP PROCEDURE reporting.sp_sync_ipr_to_reporting();
