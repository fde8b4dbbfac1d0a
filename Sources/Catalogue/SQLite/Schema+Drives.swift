// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Schema {
    /// The parts of migration "2": drives, contents, applications, and tasks and uploads that belong to them.
    ///
    /// A table whose columns change is made anew under another name, filled, and takes the old one's place: references
    /// to it go by its name.
    static let drives = [applications, spaces, contents, driveFiles, uploadsOfFiles, tasksOfContents, pictures]

    private static let applications = """
        CREATE TABLE application (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            sealedSecret BLOB NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        """

    /// Users that exist already get the space of 1 TiB that new ones have unless it is set otherwise.
    private static let spaces = """
        CREATE TABLE space (
            id TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
            capacity INTEGER NOT NULL,
            isActive INTEGER NOT NULL,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX spaceOfUser ON space (owner);
        CREATE INDEX spaceOfProject ON space (project);
        INSERT INTO space (id, owner, project, capacity, isActive, created)
            SELECT 'I' || lower(hex(randomblob(16))), id, project, 1 << 40, 1, created FROM user;

        CREATE TABLE driveJob (
            id TEXT NOT NULL PRIMARY KEY,
            user TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
            kind INTEGER NOT NULL,
            action INTEGER NOT NULL,
            items TEXT NOT NULL, -- JSON
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX driveJobOfUser ON driveJob (user, created DESC, id, kind);
        CREATE INDEX driveJobByAge ON driveJob (created, id);
        """

    private static let contents = """
        CREATE TABLE content (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project (id),
            sha256 TEXT NOT NULL,
            media TEXT, -- JSON
            created INTEGER NOT NULL,
            -- When it was made or last asked for by its digest.
            kept INTEGER NOT NULL,
            -- Whether a file has it, for the sweep.
            isUsed INTEGER NOT NULL,
            -- Whether it was asked for by its digest, not by files alone: it then outlives them until the sweep.
            isKept INTEGER NOT NULL,
            blob TEXT NOT NULL,
            size INTEGER NOT NULL,
            md5 TEXT,
            mediaType TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX contentByDigest ON content (project, sha256);
        CREATE INDEX contentOfBlob ON content (blob);
        CREATE INDEX contentUnused ON content (kept, id) WHERE isUsed = 0;
        """

    private static let driveFiles = """
        CREATE TABLE driveFile (
            id TEXT NOT NULL PRIMARY KEY,
            space TEXT NOT NULL REFERENCES space (id),
            parent TEXT REFERENCES driveFile (id),
            name TEXT NOT NULL,
            -- The name in lower case, for searching and sorting: SQLite itself folds ASCII alone.
            foldedName TEXT NOT NULL,
            -- The suffix of the name, for sorting.
            suffix TEXT NOT NULL,
            type TEXT NOT NULL,
            mimeType TEXT NOT NULL,
            description TEXT NOT NULL,
            state TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 TEXT,
            content TEXT REFERENCES content (id),
            created INTEGER NOT NULL,
            edited INTEGER NOT NULL,
            recycled INTEGER
        ) STRICT;
        CREATE INDEX driveFileOfFolder ON driveFile (parent, space, name);
        CREATE INDEX driveFileOfSpace ON driveFile (space, type, size);
        CREATE INDEX driveFileOfBin ON driveFile (space, recycled, id) WHERE recycled IS NOT NULL;
        CREATE INDEX driveFileOfContent ON driveFile (content, space) WHERE content IS NOT NULL;
        CREATE INDEX driveFileUnfinished ON driveFile (created, id) WHERE state = 'UPLOADING';
        """

    private static let uploadsOfFiles = """
        CREATE TABLE newUpload (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            asset TEXT REFERENCES asset (id) ON DELETE CASCADE,
            role TEXT,
            file TEXT REFERENCES driveFile (id) ON DELETE CASCADE,
            created INTEGER NOT NULL,
            -- When it was made or given its latest part.
            touched INTEGER NOT NULL,
            CHECK ((asset IS NULL) = (role IS NULL) AND (asset IS NULL) <> (file IS NULL))
        ) STRICT;
        INSERT INTO newUpload (id, project, asset, role, created, touched)
            SELECT id, project, asset, role, created, touched FROM upload;
        DROP TABLE upload;
        ALTER TABLE newUpload RENAME TO upload;
        CREATE INDEX uploadOfAsset ON upload (asset, touched) WHERE asset IS NOT NULL;
        CREATE UNIQUE INDEX uploadOfFile ON upload (file) WHERE file IS NOT NULL;
        CREATE INDEX uploadByTouch ON upload (touched, id);
        ALTER TABLE part ADD COLUMN sha256 TEXT;
        """

    private static let tasksOfContents = """
        CREATE TABLE newTask (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            asset TEXT REFERENCES asset (id) ON DELETE CASCADE,
            content TEXT REFERENCES content (id) ON DELETE CASCADE,
            kind TEXT NOT NULL, -- 'snapshots', 'ingest', 'pull' or 'thumbnails'
            lane TEXT NOT NULL,
            work TEXT NOT NULL, -- JSON with sorted keys: equal work has equal text
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
            ),
            CHECK ((asset IS NULL) <> (content IS NULL))
        ) STRICT;
        INSERT INTO newTask (id, project, asset, kind, lane, work, state, created, runAt, attempt, retries, strikes,
                leaseEnd, finished, pictureCount, owed, done, notes, failure)
            SELECT id, project, asset, kind, lane, work, state, created, runAt, attempt, retries, strikes,
                leaseEnd, finished, pictureCount, owed, done, notes, failure FROM task;
        DROP TABLE task;
        ALTER TABLE newTask RENAME TO task;
        -- The queue. What is finished is not in it, so a claim costs the same whatever the history.
        CREATE INDEX taskQueue ON task (lane, due, created, id) WHERE due IS NOT NULL;
        CREATE INDEX taskUnfinished ON task (state) WHERE state IN ('WAITING', 'PROCESSING');
        CREATE INDEX taskOfAsset ON task (asset, state) WHERE asset IS NOT NULL;
        -- A content has one task for the same work.
        CREATE UNIQUE INDEX taskOfContent ON task (content, work) WHERE content IS NOT NULL;
        CREATE INDEX snapshotTaskList ON task (project, created DESC, id, kind) WHERE kind = 'snapshots';
        CREATE INDEX snapshotTaskOfAsset ON task (asset, created DESC, id, project, kind) WHERE kind = 'snapshots';
        CREATE INDEX snapshotTaskByEnd ON task (asset, finished, id) WHERE kind = 'snapshots';
        """

    private static let pictures = """
        CREATE TABLE newPicture (
            task TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            -- The frame of a video, or NULL in all five.
            instant INTEGER,
            ticks INTEGER,
            numerator INTEGER,
            denominator INTEGER,
            isKeyframe INTEGER,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            blob TEXT NOT NULL,
            size INTEGER NOT NULL,
            md5 TEXT,
            mediaType TEXT NOT NULL,
            PRIMARY KEY (task, number),
            CHECK (
                (instant IS NULL) + (ticks IS NULL) + (numerator IS NULL) + (denominator IS NULL)
                    + (isKeyframe IS NULL) IN (0, 5)
            )
        ) STRICT, WITHOUT ROWID;
        INSERT INTO newPicture (task, number, instant, ticks, numerator, denominator, isKeyframe, width, height,
                blob, size, md5, mediaType)
            SELECT task, number, instant, ticks, numerator, denominator, isKeyframe, width, height,
                blob, size, md5, mediaType FROM picture;
        DROP TABLE picture;
        ALTER TABLE newPicture RENAME TO picture;
        CREATE INDEX pictureOfBlob ON picture (blob);
        """
}
