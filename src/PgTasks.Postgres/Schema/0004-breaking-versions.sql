-- A module refuses a newer store only where one of the versions it does not know is breaking.
ALTER TABLE migration ADD COLUMN breaking boolean NOT NULL DEFAULT false;
