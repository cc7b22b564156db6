--! breaking
-- Projects whose tasks nobody claims: those of the project itself and of all below it.
CREATE TABLE paused_project (
    project   text NOT NULL
        CONSTRAINT paused_project_not_blank CHECK (project ~ '\S')
        CONSTRAINT paused_project_short CHECK (octet_length(project) <= 1000),
    paused_at timestamptz NOT NULL DEFAULT now(),
    paused_by text DEFAULT session_user,
    reason    text,
    resuming  boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX paused_project_name ON paused_project (lower(project));

COMMENT ON TABLE paused_project IS 'PgTasks: projects whose tasks, and those of the projects below them, nobody claims.';
COMMENT ON COLUMN paused_project.resuming IS 'Whether they are claimed again, and some may still be put aside.';

DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT r.rolname, CASE a.privilege_type WHEN 'SELECT' THEN 'SELECT' ELSE 'SELECT, INSERT, UPDATE, DELETE' END AS kind
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid = 'task'::regclass AND a.grantee <> c.relowner AND a.privilege_type IN ('SELECT', 'UPDATE')
    LOOP
        EXECUTE format('GRANT %s ON paused_project TO %s', given.kind, coalesce(quote_ident(given.rolname), 'PUBLIC'));
    END LOOP;
END $$;

-- Pending tasks of paused projects wait for infinity, which takes them out of the indexes that claims read: a claim that
-- stepped over a million of them would take two seconds, each time. Claims skip them all the same, as nothing is paid for that
-- when tasks are added: those that come later are put aside by the claims that meet them.

SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- Puts aside, of the tasks that would be claimed next, those of paused projects. Gives how many.
CREATE FUNCTION park_next(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parked integer;
BEGIN
    IF NOT EXISTS (SELECT FROM paused_project) THEN
        RETURN 0;
    END IF;

    -- Who resumes a project waits for this, or is not waited for: nothing is put aside that would stay so.
    WITH paused AS MATERIALIZED (
        SELECT lower(p.project) || '.' AS start FROM paused_project p WHERE NOT p.resuming FOR KEY SHARE SKIP LOCKED
    ), next AS MATERIALIZED (
        (SELECT t.id, t.project FROM task t
         WHERE t.status = 'pending' AND t.wakes_at IS NULL AND coalesce(t.blockers, 0) = 0 AND t.serial IS NULL
         ORDER BY t.priority DESC, t.id LIMIT most)
        UNION ALL
        (SELECT t.id, t.project FROM task t
         WHERE t.status = 'pending' AND t.wakes_at IS NULL AND coalesce(t.blockers, 0) = 0 AND t.serial IS NOT NULL
         ORDER BY t.serial, t.priority DESC, t.id LIMIT most)
    ), free AS MATERIALIZED (
        SELECT t.id FROM task t
        WHERE t.id = ANY (ARRAY(
                SELECT n.id FROM next n
                WHERE EXISTS (SELECT FROM paused p WHERE starts_with(lower(n.project) || '.', p.start))))
            AND t.status = 'pending' AND t.wakes_at IS NULL
        FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE task t SET wakes_at = 'infinity' WHERE t.id = ANY (ARRAY(SELECT f.id FROM free f));
    GET DIAGNOSTICS parked = ROW_COUNT;
    RETURN parked;
END $$;

-- The same of the next open tasks by number. Gives the last number looked at (null behind the last task), too.
CREATE FUNCTION park_from(after bigint, most integer, OUT last bigint, OUT parked integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    SELECT max(o.id) INTO last FROM (
        SELECT t.id FROM task t WHERE t.status IN ('pending', 'running', 'failed') AND t.id > after
        ORDER BY t.id LIMIT most) o;
    WITH paused AS MATERIALIZED (
        SELECT lower(p.project) || '.' AS start FROM paused_project p WHERE NOT p.resuming FOR KEY SHARE SKIP LOCKED
    ), free AS MATERIALIZED (
        SELECT t.id FROM task t
        WHERE t.status IN ('pending', 'running', 'failed') AND t.id > after AND t.id <= park_from.last
            AND t.status = 'pending' AND t.wakes_at IS NULL
            AND EXISTS (SELECT FROM paused p WHERE starts_with(lower(t.project) || '.', p.start))
        ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE task t SET wakes_at = 'infinity' WHERE t.id = ANY (ARRAY(SELECT f.id FROM free f));
    GET DIAGNOSTICS parked = ROW_COUNT;
END $$;

-- Makes those of the next open tasks by number ready again whose project is paused no more.
CREATE FUNCTION unpark_from(after bigint, most integer, OUT last bigint, OUT unparked integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    SELECT max(o.id) INTO last FROM (
        SELECT t.id FROM task t WHERE t.status IN ('pending', 'running', 'failed') AND t.id > after
        ORDER BY t.id LIMIT most) o;
    WITH free AS MATERIALIZED (
        SELECT t.id FROM task t
        WHERE t.status IN ('pending', 'running', 'failed') AND t.id > after AND t.id <= unpark_from.last
            AND t.status = 'pending' AND t.wakes_at = 'infinity' AND t.not_before IS DISTINCT FROM 'infinity'
            AND NOT EXISTS (
                SELECT FROM paused_project p
                WHERE NOT p.resuming AND starts_with(lower(t.project) || '.', lower(p.project) || '.'))
        ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE task t SET wakes_at = nullif(greatest(t.not_before, now()), now())
    WHERE t.id = ANY (ARRAY(SELECT f.id FROM free f));
    GET DIAGNOSTICS unparked = ROW_COUNT;
END $$;

-- The same of all that are left, whoever resumes a project.
CREATE FUNCTION unpark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE task t SET wakes_at = nullif(greatest(t.not_before, now()), now())
    WHERE t.status = 'pending' AND t.wakes_at = 'infinity' AND t.not_before IS DISTINCT FROM 'infinity'
        AND NOT EXISTS (
            SELECT FROM paused_project p
            WHERE NOT p.resuming AND starts_with(lower(t.project) || '.', lower(p.project) || '.'));
    RETURN NULL;
END $$;

CREATE TRIGGER paused_project_resumed AFTER DELETE OR UPDATE OF project ON paused_project
    FOR EACH STATEMENT EXECUTE FUNCTION unpark_all();
CREATE TRIGGER paused_project_cleared AFTER TRUNCATE ON paused_project
    FOR EACH STATEMENT EXECUTE FUNCTION unpark_all();
-- A task that was put aside goes to another project, or comes back from where nobody looked after it.
CREATE TRIGGER task_unparked AFTER UPDATE OF project, status ON task
    FOR EACH ROW WHEN (NEW.wakes_at = 'infinity' AND NEW.not_before IS DISTINCT FROM 'infinity' AND NEW.status = 'pending'
        AND (OLD.status <> 'pending' OR OLD.project IS DISTINCT FROM NEW.project))
    EXECUTE FUNCTION set_wakes_at();
