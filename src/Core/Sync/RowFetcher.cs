using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>Makes objects from the rows of a reader.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class RowFetcher<T>(IRowReader reader, ReadPlan plan, RowRoles roles, RowFactory<T> create) : IDisposable
{
    // As in the other loops over rows, optimized at once: a nightly run is over before the runtime would do it (docs/performance.md).
    /// <summary>Fetches the next row.</summary>
    /// <returns>False after the last row.</returns>
    /// <exception cref="SyncException">ConnectionLost, QueryCanceled and the like.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Fetch(ref FetchedRow<T> row)
    {
        if (!reader.Read())
        {
            return false;
        }

        row.Key = null;
        row.CursorValue = null;
        row.Problem = null;
        row.Name = null;
        try
        {
            row.Key = roles.ReadKey(reader);
            row.CursorValue = ReadCursorValue();
            row.Item = create(
                reader, row.Key ?? throw new UnreadableValueException($"{roles.FindNullPart(reader).Name} is NULL"), row.CursorValue);
        }
        catch (UnreadableValueException e)
        {
            row.Problem = e;
            row.Name = RowName.Of(plan.Schema, reader, ReadCursorValue);
            row.CursorValue ??= FindCursorValue();
        }

        return true;
    }

    public void Dispose() => reader.Dispose();

    // The cursor value says where a row stands whose key cannot be read.
    private CursorValue? FindCursorValue()
    {
        try
        {
            return ReadCursorValue();
        }
        catch (UnreadableValueException)
        {
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private CursorValue? ReadCursorValue() => roles.ReadCursor(reader) is not { } value
        ? null
        : plan.Axis.ToUtc(value) ?? throw new UnreadableValueException(
            $"{plan.Schema.Cursor.Name} is a time that did not occur in {plan.Axis.Zone?.Id ?? "UTC"}");
}
