-- Get-PgTask -Status Pending reads the open tasks in order, however many are done.
CREATE INDEX task_pending ON task (id) WHERE status = 'pending';
