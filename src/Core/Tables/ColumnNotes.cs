using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>What a user may want to know about a column before its values arrive.</summary>
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

        if (Intrinsic.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"Column '{column.Name}' has the name of a member that every object has in PowerShell; "
                + "a view can give it another name.";
        }
        else if (!Simple().IsMatch(column.Name))
        {
            yield return $"The name of column '{column.Name}' needs quotes in PowerShell: $_.{PowerShellLiteral.Quote(column.Name)}.";
        }
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Simple();
}
