// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// Migration "6": claims go round the projects, in the order that their tasks came in at first.
    static let turns = """
        CREATE TABLE turn (
            lane TEXT NOT NULL,
            project TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (lane, project)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX turnInOrder ON turn (lane, number);
        INSERT INTO turn (lane, project, number)
            SELECT lane, project, row_number() OVER (PARTITION BY lane ORDER BY min(created), project)
            FROM task WHERE due IS NOT NULL GROUP BY lane, project;
        DROP INDEX taskQueue;
        -- The queue. What is finished is not in it, so a claim costs the same whatever the history.
        CREATE INDEX taskQueue ON task (lane, project, due, created, id) WHERE due IS NOT NULL;
        """
}
