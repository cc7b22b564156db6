-- The regular expression took a third of the time that adding a task takes; few titles need it.
ALTER TABLE task
    DROP CONSTRAINT task_title_not_blank,
    ADD CONSTRAINT task_title_not_blank CHECK (title COLLATE "C" BETWEEN '!' AND '~' OR title ~ '\S');
