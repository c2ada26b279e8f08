using System.Management.Automation;
using RedshiftSync.Commands;

namespace RedshiftSync;

/// <summary>The schema of the customers: an integer key, three texts and a time.</summary>
internal static class CustomerSchema
{
    /// <summary>The default table.</summary>
    public const string DefaultTable = "testers.customers";

    /// <summary>The default column of the key.</summary>
    public const string CustomerId = "customer_id";

    /// <summary>The default column of the first name.</summary>
    public const string FirstName = "first_name";

    /// <summary>The default column of the last name.</summary>
    public const string LastName = "last_name";

    /// <summary>The default column of the e-mail address.</summary>
    public const string Email = "email";

    /// <summary>The default cursor column.</summary>
    public const string UpdatedAt = "updated_at";

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

    /// <summary>Points to the commands of customers for a table that has their columns and declares no key.</summary>
    public static string AdviseOnKey(IReadOnlySet<string> columns) =>
        columns.IsSupersetOf([CustomerId, FirstName, LastName, Email, UpdatedAt])
            ? " Sync-RedshiftCustomers and Get-RedshiftCustomerChange read a table with these columns as it is."
            : "";

    /// <summary>Refuses an empty -Table on the command line: an empty variable must not mean the default table.</summary>
    /// <exception cref="PipelineStoppedException">The error was written.</exception>
    // Objects of the pipeline are bound later: a state before its first sync has no table.
    public static void ThrowIfEmpty(CancellableCommand command, string? table)
    {
        if (string.IsNullOrEmpty(table))
        {
            command.InvokeOrThrow<bool>(
                () => throw ParameterErrors.Invalid("-Table is empty.", $"Give schema.table, or leave it out for {DefaultTable}."));
        }
    }
}
