--! breaking
-- What Citus cannot run is written otherwise: a function that is not immutable in what an UPDATE sets, an INSERT with
-- parameters of what is selected from tables, and a trigger's table of rows beside others.
SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true);

-- What has no key is moved to another node, or copied by a publication, by the whole of its rows.
ALTER TABLE dependency_turn REPLICA IDENTITY FULL;
ALTER TABLE task_text_change REPLICA IDENTITY FULL;

-- Makes a worker within a statement that claims; one who claims nothing needs none.
CREATE FUNCTION hold(holder text, lease interval, is_needed boolean) RETURNS TABLE (worker bigint, until timestamptz)
LANGUAGE plpgsql ROWS 1 SET search_path FROM CURRENT AS $$
BEGIN
    IF is_needed THEN
        RETURN QUERY INSERT INTO worker AS w (holder, lease_until) VALUES ($1, now() + $2) RETURNING w.id, w.lease_until;
    END IF;
END $$;

-- Puts the words of tasks there, at most so many. Without a number to begin after it goes through all that is not settled,
-- and then knows what is.
CREATE OR REPLACE FUNCTION index_words(wanted text, first_after bigint, most integer, OUT count integer, OUT last bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    state     task_text_state;
    changed   bigint[];
    top       bigint;
    holding   text[];
    all_ended boolean;
    missing   bigint[];
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
        UPDATE task_text x SET words = n.words
        FROM (
            SELECT o.id, o.language, task_words(o.language, t.id, t.title, t.description, t.tags) AS words
            FROM task_text o JOIN task t ON t.id = o.id WHERE t.id = ANY (changed)) n
        WHERE x.id = n.id AND x.language = n.language;
        WITH made AS MATERIALIZED (
            SELECT t.id, s.language, task_words(s.language, t.id, t.title, t.description, t.tags) AS words
            FROM task t CROSS JOIN task_text_state s WHERE t.id = ANY (changed) AND t.id <= s.settled
        )
        INSERT INTO task_text (id, language, words) SELECT m.id, m.language, m.words FROM made m ON CONFLICT DO NOTHING;
    END IF;

    -- One whose number is 0 has ended here, and on a node of Citus perhaps not yet. In this order: who adds a task has held the table before he had its number, and what has ended since is seen below.
    SELECT coalesce(max(t.id), 0) INTO top FROM task t;
    SELECT coalesce(array_agg(l.virtualtransaction), '{}'),
        coalesce(bool_and(l.virtualtransaction <> ALL (state.writers) AND l.virtualtransaction NOT LIKE '%/0'), true)
    INTO holding, all_ended
    FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
        AND l.relation = 'task'::regclass AND l.mode = 'RowExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid();

    missing := ARRAY(
        SELECT t.id FROM task t
        WHERE t.id > coalesce(first_after, state.settled)
            AND NOT EXISTS (SELECT FROM task_text x WHERE x.id = t.id AND x.language = wanted)
        ORDER BY t.id LIMIT most);
    index_words.count := cardinality(missing);
    index_words.last := missing[index_words.count];
    WITH made AS MATERIALIZED (
        SELECT t.id, task_words(wanted, t.id, t.title, t.description, t.tags) AS words FROM task t WHERE t.id = ANY (missing)
    )
    INSERT INTO task_text (id, language, words) SELECT m.id, wanted, m.words FROM made m ON CONFLICT DO NOTHING;

    -- Where each statement sees what has ended before it; else what is settled stays so.
    IF first_after IS NULL AND index_words.count < most AND current_setting('transaction_isolation') = 'read committed' THEN
        UPDATE task_text_state s
        SET settled = CASE WHEN holding = '{}' THEN top WHEN all_ended THEN state.seen ELSE s.settled END,
            seen = top,
            writers = holding
        WHERE s.language = wanted AND ((s.seen, s.writers) IS DISTINCT FROM (top, holding) OR s.settled < top);
    END IF;
END $$;

-- On a node of Citus the tables are called as here, and a number behind that.
CREATE OR REPLACE FUNCTION note_change_of_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF starts_with(TG_TABLE_NAME, 'task') THEN
        INSERT INTO task_text_change VALUES (NEW.id);
    ELSE
        INSERT INTO task_text_change VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.task_id ELSE NEW.task_id END);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION forget_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    gone bigint[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM task_text;
        DELETE FROM task_text_change;
        DELETE FROM task_text_state;
    ELSE
        gone := (SELECT array_agg(r.id) FROM removed r);
        DELETE FROM task_text x WHERE x.id = ANY (gone);
    END IF;
    RETURN NULL;
END $$;

