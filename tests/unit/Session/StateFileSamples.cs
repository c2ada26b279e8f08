namespace RedshiftSync.UnitTests.Session;

/// <summary>Contents of files that the state cmdlets have to tell apart.</summary>
internal static class StateFileSamples
{
    private const string WholeState =
        "{\"version\": 1, \"source\": null, \"watermark\": null, \"staged\": null, \"runs\": [], \"checksum\": \"sha256:00\"}";

    /// <summary>What could be the remains of a state.</summary>
    public static string[] Damaged() =>
    [
        "",
        " \r\n",
        "\0\0\0\0",
        "{\n  \"version\": 1,\n  \"source\": {\n    \"server\": \"clus",
        "{\"version\": 1, \"source\": null, \"start\": \"2024-01-01T00:00:00Z\", \"checksum\": \"sha256:00\"}\0\0\0",
        "{\"version\": 9, \"table\": {}, \"checksum\": \"sha256:00\"}",
        "{\"version\": 1, \"source\": null, \"wXtermark\": null, \"staged\": null, \"runs\": [}, \"checksum\": \"sha256:00\"}",
        "{\"version\": 1, \"source\": null, \"watermark\": null, \"staged\": null, \"runs\": [], \"checkXum\": \"sha256:00\"}",
        "{\"last_updated_at\": \"2024-03",
    ];

    /// <summary>Files that were never a state, with their names.</summary>
    public static Dictionary<string, byte[]> OtherFiles()
    {
        var files = new Dictionary<string, string>
        {
            ["notes.txt"] = "Ask Zoë about the customers.",
            ["configuration.json"] = "{\"server\": \"cluster\", \"database\": \"dev\", \"user\": \"tester\"}",
            ["package.json"] = "{\"version\": \"1.0.0\", \"name\": \"x\"}",
            ["dotnet-tools.json"] = "{\"version\": 1, \"isRoot\": true, \"tools\": {}}",
            ["newer-tools.json"] = "{\"version\": 2, \"tools\": {}}",
            ["lock.json"] = "{\"version\": 1, \"dependencies\": {\"watermark\": \"1.0\"}}",
            ["wrapped.json"] = $"{{\"backup\": {WholeState}}}",
            ["twice.json"] = $"{WholeState}\n{WholeState}\n",
            ["other-source.json"] = "{\"version\": 1, \"source\": {\"url\": \"x\"}, \"checksum\": \"x\"}",
            ["other-source-cut.json"] = "{\"version\": 1, \"source\": \"ht",
            ["export-cut.json"] = "{\"last_updated_at\": \"2024-03-16T16:40:29Z\", \"rows\": [",
            ["empty.json"] = "{}",
            ["array.json"] = "[1, 2, 3]",
            ["number.json"] = "42",
            ["null.json"] = "null",
            ["lines.jsonl"] = "{\"customer_id\": 1}\n{\"customer_id\": 2}\n",
            ["export.json"] = "{\"last_updated_at\": \"2024-03-16T16:40:29Z\", \"rows\": [" + string.Join(
                ", ", Enumerable.Repeat("\"a customer\"", 50)) + "]}",
            ["changes.csv"] = "CustomerId,FirstName\n1,Ann\n",
            ["script.ps1"] = "Clear-RedshiftSyncState ./customers.state.json # \"watermark\": \"staged\": \"runs\":",
            ["settings.yml"] = "version: 1\nsource: x\n",
            ["page.xml"] = "<state version=\"1\" />",
            ["key.pem"] = "-----BEGIN PRIVATE KEY-----\nMIIE",
            ["one-letter.txt"] = "x",
            ["large.json"] = "{\"version\": 1, \"source\": \"" + new string('x', 1 << 20) + "\"}",
        };
        var result = files.ToDictionary(f => f.Key, f => System.Text.Encoding.UTF8.GetBytes(f.Value));
        result["warehouse.db"] = [.. "SQLite format 3\0"u8, .. new byte[4096]];
        result["archive.zip"] = [0x50, 0x4B, 3, 4, 20, 0, 0, 0];
        result["picture.png"] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10];
        result["utf16.json"] = System.Text.Encoding.Unicode.GetBytes("{\"server\": \"cluster\"}");
        return result;
    }
}
