using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Completes tables that Get-RedshiftTable or Get-RedshiftColumn has listed.</summary>
internal sealed class TableCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Tables ?? []).Append(CustomerSchema.DefaultTable).Select(t => (t, t));
}

/// <summary>Completes names, without their schemas, of tables that Get-RedshiftTable has listed.</summary>
internal sealed class TableNameCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        (ConnectionOf(bound)?.Listing.Names ?? []).Select(t => (WildcardPattern.Escape(t.Name), t.ToString()));
}

/// <summary>Completes schemas of tables that Get-RedshiftTable has listed.</summary>
internal sealed class SchemaCompleter : Completer
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        from table in ConnectionOf(bound)?.Listing.Names ?? []
        where table.Schema is not null
        select (WildcardPattern.Escape(table.Schema), table.Schema);
}

/// <summary>Completes columns that Get-RedshiftColumn has listed, of the types that the parameter takes.</summary>
internal abstract class ColumnCompleter : Completer
{
    private protected abstract bool Takes(ColumnType type);

    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        from column in ConnectionOf(bound)?.Listing.Columns(EngineValue.Unwrap(bound["Table"]) as string, Takes) ?? []
        select (column.Name, $"{column.Table}: {column.Type.Name}");
}

/// <summary>Completes any column.</summary>
internal sealed class AnyColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => true;
}

/// <summary>Completes columns that can be part of a key.</summary>
internal sealed class KeyColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => type.Codec.CanBeKey;
}

/// <summary>Completes columns that can be the cursor.</summary>
internal sealed class CursorColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => type.Codec.CanBeCursor;
}

/// <summary>Completes columns of integers.</summary>
internal sealed class IntegerColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => TypeRequirement.Integer.Kinds.Contains(type.Kind);
}

/// <summary>Completes columns of text.</summary>
internal sealed class TextColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => TypeRequirement.Text.Kinds.Contains(type.Kind);
}

/// <summary>Completes columns of timestamps.</summary>
internal sealed class TimestampColumnCompleter : ColumnCompleter
{
    private protected override bool Takes(ColumnType type) => TypeRequirement.Timestamp.Kinds.Contains(type.Kind);
}
