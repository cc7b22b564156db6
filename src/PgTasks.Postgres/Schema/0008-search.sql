--! breaking
-- The words of tasks, for Get-PgTask -Search, in a table of its own: an index on the tasks' words would cost adding a task
-- as much as all the rest. They are put there by the next search, which looks for what is not there yet.
CREATE TABLE task_text (
    id       bigint NOT NULL,
    language text NOT NULL,
    words    tsvector NOT NULL,
    PRIMARY KEY (id, language)
);
CREATE INDEX task_text_words ON task_text USING gin (words);

-- How far a language has come: all tasks up to settled are there, as nobody can add one below it. Those up to seen may
-- still come, of the transactions that held the table then.
CREATE TABLE task_text_state (
    language text PRIMARY KEY,
    settled  bigint NOT NULL DEFAULT 0,
    seen     bigint NOT NULL DEFAULT 0,
    writers  text[] NOT NULL DEFAULT '{}'
);

-- Tasks whose words have changed since. Who adds a task with a number of old writes it here, too.
CREATE TABLE task_text_change (id bigint NOT NULL);

-- Who may read the tasks may search them.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN
        SELECT coalesce(quote_ident(r.rolname), 'PUBLIC')
        FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid = 'task'::regclass AND a.grantee <> c.relowner AND a.privilege_type = 'SELECT'
    LOOP
        EXECUTE format('GRANT SELECT ON task_text, task_text_state, task_text_change TO %s', reader);
    END LOOP;
END $$;

SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

CREATE FUNCTION task_words(language text, task_id bigint, title text, description text, tags text[]) RETURNS tsvector
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT setweight(to_tsvector(language::regconfig, title), 'A')
        || setweight(to_tsvector(language::regconfig, array_to_string(tags, ' ')), 'B')
        || setweight(to_tsvector(language::regconfig, description), 'C')
        || setweight(to_tsvector(language::regconfig, coalesce(
            (SELECT string_agg(n.text, ' ' ORDER BY n.id) FROM note n WHERE n.task_id = $2), '')), 'D')
$$;

-- Puts the words of tasks there, at most so many. Without a number to begin after it goes through all that is not settled,
-- and then knows what is.
CREATE FUNCTION index_words(wanted text, first_after bigint, most integer, OUT count integer, OUT last bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    state     task_text_state;
    changed   bigint[];
    top       bigint;
    holding   text[];
    all_ended boolean;
BEGIN
    INSERT INTO task_text_state AS s (language) VALUES (wanted) ON CONFLICT DO NOTHING;
    SELECT * INTO state FROM task_text_state s WHERE s.language = wanted FOR UPDATE;

    WITH gone AS (
        DELETE FROM task_text_change c
        WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM task_text_change o LIMIT most FOR UPDATE SKIP LOCKED)) RETURNING c.id
    )
    SELECT array_agg(DISTINCT g.id) INTO changed FROM gone g;
    IF changed IS NOT NULL THEN
        -- For each language that has it.
        UPDATE task_text x SET words = task_words(x.language, t.id, t.title, t.description, t.tags)
        FROM task t WHERE t.id = ANY (changed) AND x.id = t.id;
        INSERT INTO task_text (id, language, words)
        SELECT t.id, s.language, task_words(s.language, t.id, t.title, t.description, t.tags)
        FROM task t CROSS JOIN task_text_state s WHERE t.id = ANY (changed) AND t.id <= s.settled
        ON CONFLICT DO NOTHING;
    END IF;

    -- In this order: who adds a task has held the table before he had its number, and what has ended since is seen below.
    SELECT coalesce(max(t.id), 0) INTO top FROM task t;
    SELECT coalesce(array_agg(l.virtualtransaction), '{}'), coalesce(bool_and(l.virtualtransaction <> ALL (state.writers)), true)
    INTO holding, all_ended
    FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
        AND l.relation = 'task'::regclass AND l.mode = 'RowExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid();

    WITH missing AS (
        SELECT t.id, t.title, t.description, t.tags FROM task t
        WHERE t.id > coalesce(first_after, state.settled)
            AND NOT EXISTS (SELECT FROM task_text x WHERE x.id = t.id AND x.language = wanted)
        ORDER BY t.id LIMIT most
    ), added AS (
        INSERT INTO task_text (id, language, words)
        SELECT m.id, wanted, task_words(wanted, m.id, m.title, m.description, m.tags) FROM missing m
        ON CONFLICT DO NOTHING RETURNING task_text.id
    )
    SELECT count(*), max(a.id) INTO index_words.count, index_words.last FROM added a;

    -- Where each statement sees what has ended before it; else what is settled stays so.
    IF first_after IS NULL AND index_words.count < most AND current_setting('transaction_isolation') = 'read committed' THEN
        UPDATE task_text_state s
        SET settled = CASE WHEN holding = '{}' THEN top WHEN all_ended THEN state.seen ELSE s.settled END,
            seen = top,
            writers = holding
        WHERE s.language = wanted AND ((s.seen, s.writers) IS DISTINCT FROM (top, holding) OR s.settled < top);
    END IF;
END $$;

CREATE FUNCTION note_change_of_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_TABLE_NAME = 'task' THEN
        INSERT INTO task_text_change VALUES (NEW.id);
    ELSE
        INSERT INTO task_text_change VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.task_id ELSE NEW.task_id END);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION forget_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM task_text;
        DELETE FROM task_text_change;
        DELETE FROM task_text_state;
    ELSE
        DELETE FROM task_text x USING removed r WHERE x.id = r.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER task_words_changed AFTER UPDATE OF title, description, tags ON task
    FOR EACH ROW WHEN ((OLD.title, OLD.description, OLD.tags) IS DISTINCT FROM (NEW.title, NEW.description, NEW.tags))
    EXECUTE FUNCTION note_change_of_words();
CREATE TRIGGER note_words_changed AFTER INSERT OR UPDATE OR DELETE ON note
    FOR EACH ROW EXECUTE FUNCTION note_change_of_words();
CREATE TRIGGER task_words_removed AFTER DELETE ON task REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION forget_words();
CREATE TRIGGER task_words_cleared AFTER TRUNCATE ON task
    FOR EACH STATEMENT EXECUTE FUNCTION forget_words();

-- For what was completed since a time. Tasks lie in the order in which they were completed, so that a summary of some pages
-- at a time is enough, and costs completing next to nothing, and adding nothing.
CREATE INDEX task_completed_at ON task USING brin (completed_at) WITH (pages_per_range = 32, autosummarize = on)
    WHERE completed_at IS NOT NULL;
