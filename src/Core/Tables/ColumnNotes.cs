using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>What a user should know about a column before its values arrive.</summary>
internal static partial class ColumnNotes
{
    // Every object has these in PowerShell, and a property of the same name cannot be reached with a dot.
    private static readonly string[] Intrinsic = ["PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames"];

    /// <summary>Returns a sentence about values of a column that cannot be delivered as they are read; null if there are none.</summary>
    public static string? FindCaution(Column column) => column.Type is { Codec: NumericCodec, Precision: > NumericCodec.MaxExactDigits } type
        ? $"Column '{column.Name}' is a numeric of {type.Precision} digits, and a number of more than {NumericCodec.MaxExactDigits} may not "
            + "fit into .NET's decimal: such a row is an UnreadableRow. -NumericAsText delivers all digits."
        : null;

    /// <summary>Returns the notes on a column, a sentence each.</summary>
    public static IEnumerable<string> Of(Column column)
    {
        if (column.Type is { Kind: ColumnKind.Other } type)
        {
            yield return $"Column '{column.Name}' is of type {type.Name}; its values are delivered as the server's text.";
        }

        if (!Simple().IsMatch(column.Name))
        {
            yield return $"The name of column '{column.Name}' needs quotes in PowerShell: $_.{PowerShellLiteral.Quote(column.Name)}.";
        }
    }

    /// <summary>Returns a warning for each column that PowerShell cannot reach with a dot.</summary>
    public static IEnumerable<string> WarningsOf(IEnumerable<Column> columns) =>
        from column in columns
        where Intrinsic.Contains(column.Name, StringComparer.OrdinalIgnoreCase)
        select $"Column '{column.Name}' has the name of a member that every object has in PowerShell, so a dot reaches that one. "
            + (column.IsPlain ? $"Leave it out with -ExcludeColumn {column.Name}, or read" : "Read")
            + " a view that gives it another name.";

    /// <summary>Returns a warning about a key that is only a part of the declared one; null if there is nothing to say.</summary>
    /// <param name="schema">The table with its roles.</param>
    /// <param name="declaredKey">The columns of the primary key; empty if it is not known.</param>
    public static string? FindPartialKey(TableSchema schema, IReadOnlyList<string> declaredKey) =>
        schema.KeyColumns is { Length: > 0 } key && key.Length < declaredKey.Count && key.All(c => declaredKey.Contains(c.Name))
            ? $"-KeyColumn names only a part of the primary key of {schema.Table} ({string.Join(", ", declaredKey)}): rows that agree in "
                + "this part would replace each other in a destination. Test-RedshiftSource -CheckKey counts them."
            : null;

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Simple();
}
