namespace RedshiftSync.Bench.Macro;

/// <summary>The names of the subjects in tables and targets.</summary>
internal static class Names
{
    public const string Psql = "psql \\copy to CSV";
    public const string PsqlPipe = "psql \\copy out, piped into psql \\copy in";
    public const string Raw = "raw Npgsql loop, C#";
    public const string RawCsv = "raw Npgsql loop to CSV, C#";
    public const string SqliteAlone = "upserts into SQLite alone, C#";
    public const string SqliteAgainAlone = "upserts of rows that exist into SQLite alone, C#";
    public const string PostgresAlone = "COPY and upserts into PostgreSQL alone, C#";
    public const string Shell = "pwsh alone";
    public const string Import = "pwsh and Import-Module";
    public const string FirstRow = "pwsh, Import-Module, Connect-Redshift";
    public const string FirstRowGet = "pwsh, Import-Module, Connect-Redshift, first row";
    public const string GetNull = "Get-RedshiftCustomerChange > $null";
    public const string GetCsv = "Get-RedshiftCustomerChange | Export-Csv";
    public const string MemoryCsv = "the same objects from memory | Export-Csv";
    public const string Sqlite = "Sync-RedshiftCustomers -Destination SQLite";
    public const string SqliteAgain = "the same once more with -Full: every row exists";
    public const string Postgres = "Sync-RedshiftCustomers -Destination PostgreSQL";
    public const string Batches = "Sync-RedshiftCustomers -ForEachBatch { $_ | Export-Csv -Append }";
    public const string UserScript = "a script with Npgsql in PowerShell | Export-Csv";
    public const string Connector = "the example connector's way, 2 rows a fetch (a fiftieth of the rows, times 50)";

    /// <summary>
    /// The same objects or rows from memory to the same sink, in a shell that is connected to the source like the module.
    /// </summary>
    public static class Memory
    {
        public const string Null = "connected, from memory > $null";
        public const string Csv = "connected, from memory | Export-Csv";
        public const string Batches = "connected, batches from memory | ForEach-Object { $_ | Export-Csv -Append }";
        public const string Sqlite = "connected, from memory into SQLite";
        public const string Postgres = "connected, from memory into PostgreSQL";
    }

    /// <summary>In one warm process.</summary>
    public static class Warm
    {
        public const string Raw = "warm: raw loop";
        public const string RawObjects = "warm: raw loop that makes the same objects";
        public const string GetNull = "warm: Get > $null";
        public const string GetOut = "warm: Get | Out-Null";
        public const string MemoryOut = "warm: from memory | Out-Null";
        public const string GetCsv = "warm: Get | Export-Csv";
        public const string TableNull = "warm: table Get > $null";
        public const string TableCsv = "warm: table Get | Export-Csv";
        public const string MemoryCsv = "warm: from memory | Export-Csv";
        public const string WideRaw = "warm: 40 columns, raw loop";
        public const string WideNull = "warm: 40 columns, table Get > $null";
        public const string WideSqliteAlone = "warm: 40 columns, SQLite alone";
        public const string WideSqlite = "warm: 40 columns, Sync into SQLite";
        public const string SqliteAlone = "warm: SQLite alone";
        public const string Sqlite = "warm: Sync into SQLite";
        public const string SqliteAgainAlone = "warm: SQLite alone, every row exists";
        public const string SqliteAgain = "warm: Sync into SQLite, every row exists";
        public const string PostgresAlone = "warm: PostgreSQL alone";
        public const string Postgres = "warm: Sync into PostgreSQL";
        public const string PostgresAgainAlone = "warm: PostgreSQL alone, every row exists";
        public const string PostgresAgain = "warm: Sync into PostgreSQL, every row exists";
        public const string Session = "warm: opening a session";
        public const string Changed = "warm: Sync of 100 changed rows";
        public const string Unchanged = "warm: Sync with nothing changed";
    }
}
