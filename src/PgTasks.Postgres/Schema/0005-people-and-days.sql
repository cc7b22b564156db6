--! breaking
-- Whose the tasks are, and days: a task that is due on a day has that day's beginning in UTC, wherever it was said.
-- A module that does not know all_day would show that as a time.
ALTER TABLE task
    ADD COLUMN all_day boolean NOT NULL DEFAULT false,
    ADD COLUMN assigned_to text,
    ADD COLUMN created_by text,
    ADD COLUMN updated_by text,
    ADD CONSTRAINT task_due_day_begins_in_utc CHECK (NOT all_day OR (due AT TIME ZONE 'UTC')::time = '00:00');

-- Later, so that the tasks that there are do not become the migrating role's.
ALTER TABLE task
    ALTER COLUMN created_by SET DEFAULT session_user,
    ALTER COLUMN updated_by SET DEFAULT session_user;
