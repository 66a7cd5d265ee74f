DROP TABLE universal.patron;
