--! breaking
-- The changes of tasks, for those who watch. They are written down while somebody does, and only then. Nobody is told of
-- them by NOTIFY but who has had nothing to read for a while: all who notify wait for each other's commit, in every database
-- of the server, and small commits of eight at once come to a sixth of what they are without.
CREATE TABLE watcher (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    holder      text NOT NULL,
    lease_until timestamptz NOT NULL,
    waiting     boolean NOT NULL,
    seen        pg_snapshot NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);

COMMENT ON TABLE watcher IS 'PgTasks: who watches for changes of tasks, and until when; it is not looked at after that.';
COMMENT ON COLUMN watcher.waiting IS 'Whether it wants to be told of the next change.';
COMMENT ON COLUMN watcher.seen IS 'What it has read: all that was committed by then.';

-- The number of the transaction first: what is read next begins there, and what all have read ends there.
CREATE TABLE task_change (
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq        bigint GENERATED ALWAYS AS IDENTITY,
    task_id    bigint,
    before     jsonb,
    after      jsonb,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by text,
    PRIMARY KEY (xid, seq)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1);

COMMENT ON TABLE task_change IS 'PgTasks: changes of tasks, while somebody watches; deleted once all who do have read them.';
COMMENT ON COLUMN task_change.task_id IS 'The task; null where TRUNCATE has removed all.';

-- Who may read the tasks may read how they change.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC')
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid = 'task'::regclass AND a.grantee <> c.relowner AND a.privilege_type = 'SELECT'
    LOOP
        EXECUTE format('GRANT SELECT ON task_change TO %s', reader);
    END LOOP;
END $$;

SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Once a statement, whoever writes. A setting of the search path would cost three times as much as the look itself; without
-- one, all that it names is named in full, as it runs with its owner's rights.
DO $do$
BEGIN
    EXECUTE format($format$
        CREATE FUNCTION note_watchers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            IF EXISTS (SELECT FROM %1$I.watcher w WHERE w.lease_until OPERATOR(pg_catalog.>) pg_catalog.clock_timestamp()) THEN
                PERFORM pg_catalog.set_config('pgtasks.logs', 'on', true);
                IF (SELECT pg_catalog.bool_or(w.waiting) FROM %1$I.watcher w
                    WHERE w.lease_until OPERATOR(pg_catalog.>) pg_catalog.clock_timestamp())
                THEN
                    -- It is told at the commit.
                    PERFORM pg_catalog.pg_notify(pg_catalog.concat('pgtasks_', TG_RELID), '');
                END IF;
            END IF;
            RETURN NULL;
        END $$ $format$, current_schema());
END $do$;

-- What follows from a change, or is of no interest to anybody, is none.
CREATE FUNCTION log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    was     jsonb := to_jsonb(OLD);
    is_now  jsonb := to_jsonb(NEW);
    ignored text[] := '{has_dependents,wakes_at,run,updated_at,updated_by}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.blockers IS NULL THEN
            ignored := ignored || 'blockers'::text;
        END IF;
        IF was - ignored = is_now - ignored THEN
            RETURN NULL;
        END IF;
    END IF;

    INSERT INTO task_change (task_id, before, after, changed_by)
    VALUES (
        CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END, was, is_now,
        CASE
            WHEN TG_OP = 'INSERT' THEN NEW.created_by
            WHEN TG_OP = 'UPDATE' AND NEW.updated_at = now() THEN NEW.updated_by
            ELSE session_user
        END);
    RETURN NULL;
END $$;

CREATE FUNCTION log_clearing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO task_change (changed_by) VALUES (session_user);
    RETURN NULL;
END $$;

-- Registers who watches, or keeps it registered: as new where its lease had run out, as then it may have missed something.
CREATE FUNCTION keep_watch(
    known bigint, who text, waits boolean, has_seen text, lease interval,
    OUT watcher_id bigint, OUT is_new boolean, OUT channel text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    -- A server that crashes may forget it.
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE watcher w
    SET lease_until = clock_timestamp() + lease, waiting = waits, seen = coalesce(has_seen::pg_snapshot, w.seen)
    WHERE w.id = known AND w.lease_until > clock_timestamp()
    RETURNING w.id INTO watcher_id;
    is_new := watcher_id IS NULL;
    IF is_new THEN
        DELETE FROM watcher w WHERE w.lease_until <= clock_timestamp();
        INSERT INTO watcher AS w (holder, lease_until, waiting, seen)
        VALUES (who, clock_timestamp() + lease, waits, pg_current_snapshot())
        RETURNING w.id INTO watcher_id;
    END IF;

    -- Where a table may lie on another server, nobody here hears of it, and a commit on several would refuse to tell.
    IF NOT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'citus') THEN
        channel := 'pgtasks_' || 'task'::regclass::oid;
    END IF;
END $$;

CREATE FUNCTION end_watch(known bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM watcher w WHERE w.id = known;
END $$;

-- Deletes changes that all who watch have read, at most so many, and says how many.
CREATE FUNCTION clean_changes(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    count bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM task_change c
    WHERE (c.xid, c.seq) IN (
        SELECT d.xid, d.seq FROM task_change d
        WHERE d.xid < coalesce(
            (SELECT pg_snapshot_xmin(w.seen) FROM watcher w WHERE w.lease_until > clock_timestamp() ORDER BY 1 LIMIT 1),
            '18446744073709551615'::xid8)
        ORDER BY d.xid, d.seq LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;

-- Their names come first among those on the table, since they fire in that order: a change before what follows from it. The
-- rows' conditions are what those pay whom nobody watches.
CREATE TRIGGER a_watched BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON task
    FOR EACH STATEMENT EXECUTE FUNCTION note_watchers();
CREATE TRIGGER a_logged_added AFTER INSERT ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_changed AFTER UPDATE ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_removed AFTER DELETE ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_cleared AFTER TRUNCATE ON task
    FOR EACH STATEMENT WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_clearing();
