--! breaking
-- Work that runbooks share. The status stands in the task's row; the lease is one row a worker, which a renewal changes in
-- place, however many tasks the worker holds. No foreign key leads there: with one, a worker that ends would have all tasks
-- looked at. lease_until stands in no index, or no renewal could stay in place.
CREATE TABLE worker (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    holder      text NOT NULL,
    lease_until timestamptz NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    stays       boolean NOT NULL DEFAULT false,
    waiting     boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);

COMMENT ON TABLE worker IS 'PgTasks: who holds tasks, and until when.';
COMMENT ON COLUMN worker.stays IS 'Whether it is kept while it holds nothing.';
COMMENT ON COLUMN worker.waiting IS 'Whether it wants to be told of new tasks.';

-- What the blocks of a task have done that need not be done again, until the task is completed.
CREATE TABLE step (
    task_id    bigint NOT NULL,
    name       text NOT NULL,
    output     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (task_id, name)
);

DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT r.rolname, CASE a.privilege_type WHEN 'SELECT' THEN 'SELECT' ELSE 'SELECT, INSERT, UPDATE, DELETE' END AS kind
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid = 'task'::regclass AND a.grantee <> c.relowner AND a.privilege_type IN ('SELECT', 'UPDATE')
    LOOP
        EXECUTE format('GRANT %s ON worker, step TO %s', given.kind, coalesce(quote_ident(given.rolname), 'PUBLIC'));
    END LOOP;
END $$;

ALTER TABLE task
    ADD COLUMN worker_id bigint,
    ADD COLUMN run integer NOT NULL DEFAULT 0,
    ADD COLUMN wakes_at timestamptz,
    ADD COLUMN key text CONSTRAINT task_key_short CHECK (octet_length(key) <= 1000),
    ADD COLUMN serial text CONSTRAINT task_serial_short CHECK (octet_length(serial) <= 1000),
    ADD COLUMN result jsonb,
    ADD COLUMN progress text,
    ADD COLUMN has_steps boolean,
    ALTER COLUMN max_attempts SET DEFAULT 5,
    DROP COLUMN claimed_by,
    DROP COLUMN lease_until;

COMMENT ON COLUMN task.worker_id IS 'Who has claimed it; null unless it is running.';
COMMENT ON COLUMN task.run IS 'How often it was claimed: of two who think that they hold it, the one who knows the number does.';
COMMENT ON COLUMN task.wakes_at IS 'not_before, while that lies ahead: such tasks stand in no index that a claim reads.';

UPDATE task SET wakes_at = not_before WHERE not_before > now();

-- In the order in which tasks are claimed, and of these alone. One with a due time in it would double what an insert costs.
-- Of a project its beginning, as no index takes texts of any length.
CREATE INDEX task_claim ON task (priority DESC, id)
    WHERE status = 'pending' AND wakes_at IS NULL AND coalesce(blockers, 0) = 0 AND serial IS NULL;
CREATE INDEX task_claim_project ON task (left(project, 200), priority DESC, id)
    WHERE status = 'pending' AND wakes_at IS NULL AND coalesce(blockers, 0) = 0 AND serial IS NULL AND project IS NOT NULL;
CREATE INDEX task_claim_serial ON task (serial, priority DESC, id)
    WHERE status = 'pending' AND wakes_at IS NULL AND coalesce(blockers, 0) = 0 AND serial IS NOT NULL;
CREATE INDEX task_wake ON task (wakes_at) WHERE status = 'pending' AND wakes_at IS NOT NULL;
CREATE INDEX task_running ON task (worker_id) WHERE status = 'running';
CREATE UNIQUE INDEX task_key ON task (key) WHERE key IS NOT NULL AND status IN ('pending', 'running', 'failed');
CREATE UNIQUE INDEX task_serial ON task (serial) WHERE serial IS NOT NULL AND status = 'running';

-- Claims leave as many dead rows as there are tasks; what the planner knows of the statuses is old after a minute of them.
ALTER TABLE task SET (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- What is read of a claim with rights on the tasks alone.
CREATE FUNCTION claim_holder(worker bigint) RETURNS text
LANGUAGE sql STABLE STRICT COST 1 SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT w.holder FROM worker w WHERE w.id = $1
$$;
CREATE FUNCTION claim_lease(worker bigint) RETURNS timestamptz
LANGUAGE sql STABLE STRICT COST 1 SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT w.lease_until FROM worker w WHERE w.id = $1
$$;
CREATE FUNCTION is_claim_live(worker bigint) RETURNS boolean
LANGUAGE sql STABLE STRICT COST 1 SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM worker w WHERE w.id = $1 AND w.lease_until > now())
$$;

-- Tells workers that there may be something for them, or with a word that they are to see to what they hold. A notification
-- holds a lock over all databases of the server until its commit is on the disk: only where somebody waits, and to be called
-- in a transaction of its own that does not wait for the disk.
CREATE FUNCTION tell_workers(word text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT pg_notify('pgtasks_work_' || 'task'::regclass::oid, $1)
    FROM (
        SELECT FROM worker w WHERE (w.waiting OR $1 <> '' AND w.stays) AND w.lease_until > now() LIMIT 1) w
$$;

-- A task that others wait for makes these ready, whoever ends it.
CREATE FUNCTION tell_of_dependents() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM tell_workers('');
    RETURN NULL;
END $$;
CREATE TRIGGER task_turned_told AFTER UPDATE OF status ON task
    FOR EACH ROW WHEN (NEW.has_dependents IS NOT NULL AND NEW.status IN ('completed', 'cancelled')
        AND OLD.status NOT IN ('completed', 'cancelled'))
    EXECUTE FUNCTION tell_of_dependents();

CREATE FUNCTION forget_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM step s WHERE s.task_id = OLD.id;
    RETURN NULL;
END $$;
CREATE FUNCTION forget_all_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM step;
    RETURN NULL;
END $$;
CREATE TRIGGER task_cleared_steps AFTER TRUNCATE ON task FOR EACH STATEMENT EXECUTE FUNCTION forget_all_steps();
CREATE TRIGGER task_ended_steps AFTER UPDATE OF status ON task
    FOR EACH ROW WHEN (NEW.has_steps AND NEW.status = 'completed') EXECUTE FUNCTION forget_steps();
CREATE TRIGGER task_removed_steps AFTER DELETE ON task
    FOR EACH ROW WHEN (OLD.has_steps) EXECUTE FUNCTION forget_steps();

-- After the rows, as a trigger before them would have COPY insert one by one. What the module writes meets its condition.
CREATE FUNCTION set_wakes_at() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE task t SET wakes_at = nullif(greatest(NEW.not_before, now()), now()) WHERE t.id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER task_added_later AFTER INSERT ON task
    FOR EACH ROW WHEN (NEW.not_before IS NOT NULL AND NEW.wakes_at IS DISTINCT FROM nullif(greatest(NEW.not_before, now()), now()))
    EXECUTE FUNCTION set_wakes_at();
CREATE TRIGGER task_put_off AFTER UPDATE OF not_before ON task
    FOR EACH ROW WHEN (NEW.not_before IS DISTINCT FROM OLD.not_before
        AND NEW.wakes_at IS DISTINCT FROM nullif(greatest(NEW.not_before, now()), now()))
    EXECUTE FUNCTION set_wakes_at();
