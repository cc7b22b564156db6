-- Get-PgTask reads the open tasks in order, however many are done; those that are pending, too.
CREATE INDEX task_open ON task (id) WHERE status IN ('pending', 'running', 'failed');
DROP INDEX task_pending;
