namespace RedshiftSync;

/// <summary>The schema of the customers: an integer key, three texts and a time.</summary>
internal static class CustomerSchema
{
    /// <summary>Creates the schema. State files and destinations record the order of its columns.</summary>
    public static TableSchema Create(
        TableName table, string customerId, string firstName, string lastName, string email, string updatedAt) => new(
        table,
        [
            new Column(customerId) { KeyPart = 1, Requires = TypeRequirement.Integer },
            new Column(firstName) { Requires = TypeRequirement.Text },
            new Column(lastName) { Requires = TypeRequirement.Text },
            new Column(email) { Requires = TypeRequirement.Text },
            new Column(updatedAt) { IsCursor = true, Requires = TypeRequirement.Timestamp },
        ]);
}
