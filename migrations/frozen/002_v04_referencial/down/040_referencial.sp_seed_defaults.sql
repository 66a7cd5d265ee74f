DROP PROCEDURE referencial.sp_seed_defaults;
