// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// The parts of migration "4": the ledger, and the digest that files of assets are found in it by.
    ///
    /// Files that older versions stored get theirs with their first entry.
    static let ledger = [
        """
        CREATE TABLE ledger (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
            sha256 TEXT NOT NULL,
            spec TEXT NOT NULL,
            renderers TEXT NOT NULL, -- JSON
            engine TEXT NOT NULL,
            cause TEXT NOT NULL, -- 'crash', 'memory', 'deadline' or 'refusal'
            isOfContent INTEGER NOT NULL,
            failure TEXT NOT NULL, -- JSON
            media TEXT, -- JSON
            task TEXT NOT NULL,
            date INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ledgerOfContent ON ledger (project, sha256, date, id);
        CREATE INDEX ledgerByAge ON ledger (date, id);
        CREATE INDEX ledgerStrikes ON ledger (date, id) WHERE cause <> 'refusal';
        """,
        "ALTER TABLE file ADD COLUMN sha256 TEXT",
    ]
}
