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

-- By the numbers that transactions have where the store lies, which may be another node, and TRUNCATE is seen to elsewhere.
CREATE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER task_change_numbered BEFORE INSERT ON task_change
    FOR EACH ROW WHEN (NEW.task_id IS NULL) EXECUTE FUNCTION note_transaction();
CREATE FUNCTION note_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.seen := pg_current_snapshot();
    RETURN NEW;
END $$;
CREATE TRIGGER watcher_begins BEFORE INSERT ON watcher FOR EACH ROW EXECUTE FUNCTION note_snapshot();

-- Registers who watches, or keeps it registered: as new where its lease had run out, as then it may have missed something.
CREATE FUNCTION keep_watch(
    known bigint, who text, waits boolean, has_seen text, lease interval,
    OUT watcher_id bigint, OUT is_new boolean, OUT channel text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
    until  CONSTANT timestamptz := moment + lease;
    place  CONSTANT pg_snapshot := has_seen;
BEGIN
    -- A server that crashes may forget it.
    PERFORM set_config('synchronous_commit', 'off', true);
    IF place IS NULL THEN
        UPDATE watcher w SET lease_until = until, waiting = waits WHERE w.id = known AND w.lease_until > moment
        RETURNING w.id INTO watcher_id;
    ELSE
        UPDATE watcher w SET lease_until = until, waiting = waits, seen = place WHERE w.id = known AND w.lease_until > moment
        RETURNING w.id INTO watcher_id;
    END IF;
    is_new := watcher_id IS NULL;
    IF is_new THEN
        DELETE FROM watcher w WHERE w.lease_until <= moment;
        INSERT INTO watcher AS w (holder, lease_until, waiting) VALUES (who, until, waits) RETURNING w.id INTO watcher_id;
    END IF;

    -- On another node than that which has the table nobody hears of it, and a commit on several would refuse to tell.
    IF NOT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'citus') THEN
        channel := 'pgtasks_' || 'task'::regclass::oid;
    END IF;
END $$;

-- What is committed now, where the store lies, for a row of a table that has one. Without the row Citus would say what is
-- committed on the coordinator.
CREATE FUNCTION row_snapshot(taken bigint) RETURNS text LANGUAGE sql STABLE AS $$ SELECT pg_current_snapshot()::text $$;
CREATE FUNCTION read_snapshot() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    place text;
BEGIN
    SELECT row_snapshot(d.taken) INTO place FROM dependency_turn d;
    RETURN place;
END $$;

CREATE FUNCTION end_watch(known bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    DELETE FROM watcher w WHERE w.id = known;
END $$;

-- Deletes changes that all who watch have read, at most so many, and says how many. Not what is committed meanwhile: who
-- begins to watch meanwhile wants it.
CREATE FUNCTION clean_changes(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    moment CONSTANT timestamptz := clock_timestamp();
    place  CONSTANT pg_snapshot := read_snapshot();
    beyond xid8;
    count  bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT pg_snapshot_xmax(w.seen) AS x INTO beyond FROM watcher w WHERE w.lease_until > moment ORDER BY x LIMIT 1;
    beyond := coalesce(beyond, pg_snapshot_xmax(place));
    DELETE FROM task_change c
    WHERE c.ctid = ANY (ARRAY (
        SELECT o.ctid FROM task_change o
        WHERE o.xid < beyond AND pg_visible_in_snapshot(o.xid, place) AND NOT EXISTS (
            SELECT FROM watcher w WHERE w.lease_until > moment AND NOT pg_visible_in_snapshot(o.xid, w.seen))
        ORDER BY o.xid, o.seq LIMIT most FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS count = ROW_COUNT;
    RETURN count;
END $$;

-- Their names come first among those on the table, since they fire in that order: a change before what follows from it. The
-- rows' conditions are what those pay whom nobody watches.
CREATE TRIGGER a_watched BEFORE INSERT OR UPDATE OR DELETE ON task
    FOR EACH STATEMENT EXECUTE FUNCTION note_watchers();
CREATE TRIGGER a_watched_cleared BEFORE TRUNCATE ON task
    FOR EACH STATEMENT EXECUTE FUNCTION note_watchers();
CREATE TRIGGER a_logged_added AFTER INSERT ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_changed AFTER UPDATE ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_removed AFTER DELETE ON task
    FOR EACH ROW WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_change();
CREATE TRIGGER a_logged_cleared AFTER TRUNCATE ON task
    FOR EACH STATEMENT WHEN (current_setting('pgtasks.logs', true) = 'on') EXECUTE FUNCTION log_clearing();
