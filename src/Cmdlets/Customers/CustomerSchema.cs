namespace RedshiftSync;

/// <summary>The schema of the customers, and what makes a customer of a row that is read by it.</summary>
internal static class CustomerSchema
{
    // The ordinals of the columns that Create lists.
    private const int FirstName = 1;
    private const int LastName = 2;
    private const int Email = 3;

    /// <summary>Makes the schema. State files and destinations record the order of its columns.</summary>
    public static TableSchema Create(
        TableName table, string customerId, string firstName, string lastName, string email, string updatedAt) => new(
        table,
        [
            new Column(customerId) { KeyPart = 1 },
            new Column(firstName),
            new Column(lastName),
            new Column(email),
            new Column(updatedAt) { IsCursor = true },
        ]);

    /// <summary>Makes a customer of the current row.</summary>
    public static Customer Read(IRowReader row, KeyValue key, DateTime? cursorValue) =>
        new(key.Integer!.Value, row.GetText(FirstName), row.GetText(LastName), row.GetText(Email), cursorValue);
}
