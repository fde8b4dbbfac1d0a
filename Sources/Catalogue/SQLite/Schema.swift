// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables of the catalogue, as numbered migrations.
///
/// A migration that was released never changes: later ones follow it. Instants are integers, in milliseconds since
/// 1970. Values that are never searched are JSON text.
enum Schema {
    /// The migrations, oldest first.
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for part in [callers, assets, uploads, tasks] { try database.execute(sql: part) }
        }
        migrator.registerMigration("2") { database in
            for part in drives { try database.execute(sql: part) }
        }
        migrator.registerMigration("3") { database in
            for part in [reports, gaps, chosenCovers] { try database.execute(sql: part) }
        }
        migrator.registerMigration("4") { database in
            for part in ledger { try database.execute(sql: part) }
        }
        migrator.registerMigration("5") { database in
            try database.execute(sql: signingKeys)
        }
        migrator.registerMigration("6") { database in
            try database.execute(sql: turns)
        }
        migrator.registerMigration("7") { database in
            try database.execute(sql: assetCounts)
        }
        return migrator
    }

    /// How the picture of a frame came to be, as JSON; older pictures do not tell.
    private static let reports = "ALTER TABLE picture ADD COLUMN report TEXT"

    /// The pictures that a partial task lacks, as JSON.
    private static let gaps = "ALTER TABLE task ADD COLUMN missing TEXT"

    /// When somebody chose the cover, NULL for one that nobody did.
    ///
    /// Older versions did not tell: what might have been chosen counts as chosen, when its asset was made.
    private static let chosenCovers = """
        ALTER TABLE asset ADD COLUMN coverChosen INTEGER;
        UPDATE asset SET coverChosen = created WHERE id IN (SELECT asset FROM file WHERE role = 'cover');
        """

    /// The keys that sign addresses; `ends` is NULL for the one that signs.
    private static let signingKeys = """
        CREATE TABLE signingKey (
            id TEXT NOT NULL PRIMARY KEY,
            sealedSecret BLOB NOT NULL,
            created INTEGER NOT NULL,
            ends INTEGER
        ) STRICT;
        """

    /// How many assets each project has: to count a million takes longer than to read a page of them.
    private static let assetCounts = """
        CREATE TABLE assetCount (
            project TEXT NOT NULL PRIMARY KEY REFERENCES project (id) ON DELETE CASCADE,
            assets INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO assetCount SELECT project, count(*) FROM asset GROUP BY project;
        CREATE TRIGGER assetInserted AFTER INSERT ON asset BEGIN
            INSERT INTO assetCount VALUES (NEW.project, 1) ON CONFLICT (project) DO UPDATE SET assets = assets + 1;
        END;
        CREATE TRIGGER assetDeleted AFTER DELETE ON asset BEGIN
            UPDATE assetCount SET assets = assets - 1 WHERE project = OLD.project;
        END;
        """

    private static let callers = """
        CREATE TABLE project (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE user (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
            passwordSalt BLOB,
            passwordKey BLOB,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX userOfProject ON user (project);

        CREATE TABLE accessKey (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
            sealedSecret BLOB NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX accessKeyOfProject ON accessKey (project);

        CREATE TABLE token (
            digest TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
            user TEXT REFERENCES user (id) ON DELETE CASCADE,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX tokenOfProject ON token (project);
        CREATE INDEX tokenOfUser ON token (user);
        CREATE INDEX tokenByExpiry ON token (expires);

        -- One row that is written to prove that writing works.
        CREATE TABLE probe (
            number INTEGER NOT NULL
        ) STRICT;
        INSERT INTO probe (number) VALUES (0);
        """

    private static let assets = """
        CREATE TABLE asset (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project (id),
            state TEXT NOT NULL,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            title TEXT NOT NULL,
            videoName TEXT NOT NULL,
            videoType TEXT NOT NULL,
            description TEXT NOT NULL,
            -- Title and description in lower case, for searching: SQLite itself folds ASCII alone.
            foldedTitle TEXT NOT NULL,
            foldedDescription TEXT NOT NULL,
            categoryID INTEGER NOT NULL,
            tags TEXT NOT NULL, -- JSON
            autoPublish INTEGER NOT NULL,
            expectedMD5 TEXT,
            expectedCoverMD5 TEXT,
            coverType TEXT,
            subtitles TEXT NOT NULL, -- JSON
            snapshots TEXT, -- JSON
            sourceURL TEXT,
            acceptsUpload INTEGER NOT NULL,
            media TEXT, -- JSON
            failure TEXT, -- JSON
            -- What its snapshot tasks amount to, for filtering: NULL, 'running', 'succeeded' or 'failed'.
            snapshotState TEXT
        ) STRICT;
        -- Serves lists in their order and counts them without touching the table.
        CREATE INDEX assetList ON asset (project, created DESC, id, state, snapshotState, categoryID, videoType);
        CREATE INDEX assetUnconfirmed ON asset (modified, id) WHERE state = 'CREATING';

        CREATE TABLE file (
            asset TEXT NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            blob TEXT NOT NULL,
            size INTEGER NOT NULL,
            md5 TEXT,
            mediaType TEXT NOT NULL,
            PRIMARY KEY (asset, role)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX fileOfBlob ON file (blob);
        CREATE INDEX fileByContent ON file (md5, size) WHERE role = 'video';
        """

    private static let uploads = """
        CREATE TABLE upload (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            asset TEXT NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            created INTEGER NOT NULL,
            -- When it was made or given its latest part.
            touched INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX uploadOfAsset ON upload (asset, touched);
        CREATE INDEX uploadByTouch ON upload (touched, id);

        CREATE TABLE part (
            upload TEXT NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            uploaded INTEGER NOT NULL,
            blob TEXT NOT NULL,
            size INTEGER NOT NULL,
            md5 TEXT,
            mediaType TEXT NOT NULL,
            PRIMARY KEY (upload, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX partOfBlob ON part (blob);
        """

    private static let tasks = """
        CREATE TABLE task (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            asset TEXT NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
            kind TEXT NOT NULL, -- 'snapshots', 'ingest' or 'pull'
            lane TEXT NOT NULL,
            work TEXT NOT NULL, -- JSON
            state TEXT NOT NULL,
            created INTEGER NOT NULL,
            runAt INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            retries INTEGER NOT NULL,
            strikes INTEGER NOT NULL,
            leaseEnd INTEGER,
            finished INTEGER,
            pictureCount INTEGER NOT NULL,
            owed INTEGER NOT NULL,
            done INTEGER NOT NULL,
            notes TEXT NOT NULL, -- JSON
            failure TEXT, -- JSON
            -- From when on it may be claimed: what is processing is due again when its lease lapses.
            due INTEGER GENERATED ALWAYS AS (
                CASE state WHEN 'WAITING' THEN runAt WHEN 'PROCESSING' THEN leaseEnd END
            )
        ) STRICT;
        -- The queue. What is finished is not in it, so a claim costs the same whatever the history.
        CREATE INDEX taskQueue ON task (lane, due, created, id) WHERE due IS NOT NULL;
        CREATE INDEX taskUnfinished ON task (state) WHERE state IN ('WAITING', 'PROCESSING');
        CREATE INDEX taskOfAsset ON task (asset, state);
        CREATE INDEX snapshotTaskList ON task (project, created DESC, id, kind) WHERE kind = 'snapshots';
        CREATE INDEX snapshotTaskOfAsset ON task (asset, created DESC, id, project, kind) WHERE kind = 'snapshots';
        CREATE INDEX snapshotTaskByEnd ON task (asset, finished, id) WHERE kind = 'snapshots';

        CREATE TABLE picture (
            task TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            instant INTEGER NOT NULL,
            ticks INTEGER NOT NULL,
            numerator INTEGER NOT NULL,
            denominator INTEGER NOT NULL,
            isKeyframe INTEGER NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            blob TEXT NOT NULL,
            size INTEGER NOT NULL,
            md5 TEXT,
            mediaType TEXT NOT NULL,
            PRIMARY KEY (task, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX pictureOfBlob ON picture (blob);
        """
}
