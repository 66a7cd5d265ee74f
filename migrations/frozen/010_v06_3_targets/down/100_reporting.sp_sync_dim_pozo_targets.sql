DROP PROCEDURE reporting.sp_sync_dim_pozo_targets();
