"""The shape of the results database, as numbered steps; a step that has been released never changes.

`PRAGMA user_version` holds the number of the last step a database has gone through.
"""

from __future__ import annotations

APPLICATION_ID = 0x706C746C
"""Marks a SQLite file as a results database of plainletter ("pltl")."""

MIGRATIONS: tuple[str, ...] = (
    """
    -- Facts about this file: the salt of hashed paths, and whether paths are hashed.
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    -- One audit each. scope is a hash of what was asked, so that a run that was cut off can go on; checked
    -- is one whose letters are all done and whose summary and files are still to come.
    CREATE TABLE runs (
        run INTEGER PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'checked', 'finished')),
        started TEXT NOT NULL,
        finished TEXT,
        scope TEXT NOT NULL,
        ruleset TEXT NOT NULL,
        version TEXT NOT NULL,
        profile TEXT NOT NULL,
        letters INTEGER NOT NULL DEFAULT 0,
        problems INTEGER NOT NULL DEFAULT 0,
        -- Whether the letters' text was asked for; and whether the run passed, NULL until it is finished.
        with_text INTEGER NOT NULL DEFAULT 0,
        passed INTEGER
    );

    -- What was found in one letter with one set of rules; shared by runs and by copies of a letter.
    CREATE TABLE results (
        result TEXT PRIMARY KEY,
        content TEXT NOT NULL,
        ruleset TEXT NOT NULL,
        version TEXT NOT NULL,
        format TEXT NOT NULL,
        profile TEXT NOT NULL,
        words INTEGER NOT NULL,
        sentences INTEGER NOT NULL,
        paragraphs INTEGER NOT NULL,
        month TEXT,
        errors INTEGER NOT NULL,
        warnings INTEGER NOT NULL,
        advice INTEGER NOT NULL,
        text TEXT
    ) WITHOUT ROWID;

    -- The letters of a run. problem is NULL where all of it could be checked; result is NULL where the
    -- file could not be read at all.
    CREATE TABLE letters (
        run INTEGER NOT NULL REFERENCES runs (run),
        path TEXT NOT NULL,
        result TEXT REFERENCES results (result),
        team TEXT,
        author TEXT,
        month TEXT,
        details TEXT,
        problem TEXT,
        PRIMARY KEY (run, path)
    ) WITHOUT ROWID;
    CREATE INDEX letters_by_result ON letters (result, run);

    CREATE TABLE scores (
        result TEXT NOT NULL REFERENCES results (result),
        name TEXT NOT NULL,
        value INTEGER NOT NULL,
        band TEXT NOT NULL,
        PRIMARY KEY (result, name)
    ) WITHOUT ROWID;

    CREATE TABLE measures (
        result TEXT NOT NULL REFERENCES results (result),
        name TEXT NOT NULL,
        value REAL NOT NULL,
        unit TEXT NOT NULL,
        "limit" REAL,
        passed INTEGER,
        PRIMARY KEY (result, name)
    ) WITHOUT ROWID;

    -- start and end are code points of the letter's text; sentence is a number in sentences.
    CREATE TABLE findings (
        result TEXT NOT NULL REFERENCES results (result),
        number INTEGER NOT NULL,
        rule TEXT NOT NULL,
        category TEXT NOT NULL,
        level TEXT NOT NULL,
        key TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        sentence INTEGER,
        suggested INTEGER NOT NULL,
        text TEXT,
        message TEXT,
        suggestion TEXT,
        PRIMARY KEY (result, number)
    ) WITHOUT ROWID;
    CREATE INDEX findings_by_rule ON findings (rule, result);

    CREATE TABLE checklist (
        result TEXT NOT NULL REFERENCES results (result),
        item TEXT NOT NULL,
        status TEXT NOT NULL,
        weight TEXT NOT NULL,
        PRIMARY KEY (result, item)
    ) WITHOUT ROWID;

    -- line is the same for sentences that differ only in names, dates and figures.
    CREATE TABLE sentences (
        result TEXT NOT NULL REFERENCES results (result),
        number INTEGER NOT NULL,
        line INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        words INTEGER NOT NULL,
        reading_age REAL NOT NULL,
        PRIMARY KEY (result, number)
    ) WITHOUT ROWID;
    CREATE INDEX sentences_by_line ON sentences (line, result);

    CREATE TABLE problems (
        result TEXT NOT NULL REFERENCES results (result),
        number INTEGER NOT NULL,
        stage TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (result, number)
    ) WITHOUT ROWID;

    -- What rules and items of the checklist are about, as the last run had them.
    CREATE TABLE rules (
        rule TEXT PRIMARY KEY,
        category TEXT NOT NULL,
        level TEXT NOT NULL,
        title TEXT NOT NULL,
        why TEXT NOT NULL,
        advice TEXT NOT NULL,
        source TEXT NOT NULL,
        item TEXT
    ) WITHOUT ROWID;
    CREATE TABLE items (
        item TEXT NOT NULL,
        profile TEXT NOT NULL,
        title TEXT NOT NULL,
        weight TEXT NOT NULL,
        PRIMARY KEY (item, profile)
    ) WITHOUT ROWID;

    -- One row a letter, for spreadsheets and charts.
    CREATE VIEW letter_overview AS
    SELECT
        letters.run, letters.path, letters.team, letters.author, letters.month, results.format,
        results.profile, results.words, results.sentences, results.paragraphs,
        (SELECT value FROM scores WHERE scores.result = letters.result AND name = 'overall') AS overall,
        (SELECT value FROM scores WHERE scores.result = letters.result AND name = 'readability')
            AS readability,
        (SELECT value FROM scores WHERE scores.result = letters.result AND name = 'tone') AS tone,
        (SELECT value FROM scores WHERE scores.result = letters.result AND name = 'jargon') AS jargon,
        (SELECT value FROM scores WHERE scores.result = letters.result AND name = 'content') AS content,
        (SELECT value FROM measures WHERE measures.result = letters.result AND name = 'reading_age')
            AS reading_age,
        results.errors, results.warnings, results.advice,
        (SELECT count(*) FROM checklist WHERE checklist.result = letters.result AND status = 'missing')
            AS missing,
        letters.problem, letters.result
    FROM letters LEFT JOIN results ON results.result = letters.result;
    """,
)
