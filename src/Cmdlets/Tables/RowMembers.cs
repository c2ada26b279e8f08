using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace RedshiftSync;

/// <summary>What rows of a class are compared and named by. Compiled on first use, because most rows are only passed on.</summary>
internal sealed class RowMembers
{
    private static readonly ConcurrentDictionary<Type, RowMembers> OfClass = new();

    private readonly RowClassName _name;
    private readonly Lazy<Comparison<Row>> _compare;
    private readonly Lazy<Func<Row, int>> _hash;
    private readonly Lazy<Func<Row, object?[]>> _nameValues;

    private RowMembers(RowClassName name, RowClass rowClass)
    {
        int[] cursor = name.Cursor is { } ordinal ? [ordinal] : [];
        _name = name;
        _compare = new(() => CompileCompare(rowClass, cursor.Union(name.Key).Union(Enumerable.Range(0, name.Kinds.Count))));
        _hash = new(() => CompileHash(rowClass));
        _nameValues = new(() => CompileValues(rowClass, name.Key.Concat(cursor)));
    }

    /// <summary>Adds a class that was made.</summary>
    public static void Add(RowClassName name, RowClass rowClass) => OfClass[rowClass.Type] = new RowMembers(name, rowClass);

    /// <summary>Finds the members of a row's class.</summary>
    public static RowMembers Of(Row row) => OfClass[row.GetType()];

    /// <summary>Compares two rows of the class.</summary>
    public int Compare(Row left, Row right) => _compare.Value(left, right);

    /// <summary>The hash code of all values.</summary>
    public int Hash(Row row) => _hash.Value(row);

    /// <summary>The table, the key and the cursor value, as far as there are any.</summary>
    public string Text(Row row)
    {
        var values = _nameValues.Value(row);
        var key = string.Join('/', _name.Key.Select((ordinal, part) => Text(ordinal, values[part])));
        return (key.Length > 0 ? $"{_name.Table} {key}" : _name.Table)
            + (_name.Cursor is { } cursor ? $" @ {Text(cursor, values[^1])}" : "");
    }

    private static Comparison<Row> CompileCompare(RowClass rowClass, IEnumerable<int> order)
    {
        var left = Expression.Parameter(typeof(Row));
        var right = Expression.Parameter(typeof(Row));
        var result = Expression.Variable(typeof(int));
        var end = Expression.Label(typeof(int));
        var steps = order.Select(ordinal => rowClass.Fields[ordinal]).Select(field => (Expression)Expression.IfThen(
            Expression.NotEqual(
                Expression.Assign(
                    result,
                    Expression.Call(Comparer(field.FieldType), Value(rowClass, left, field), Value(rowClass, right, field))),
                Expression.Constant(0)),
            Expression.Return(end, result)));
        return Expression.Lambda<Comparison<Row>>(
            Expression.Block([result], [.. steps, Expression.Label(end, Expression.Constant(0))]), left, right).Compile();
    }

    private static Func<Row, int> CompileHash(RowClass rowClass)
    {
        var row = Expression.Parameter(typeof(Row));
        var hash = Expression.Variable(typeof(HashCode));
        var add = typeof(HashCode).GetMethods().Single(method => method.Name == "Add" && method.GetParameters().Length == 1);
        var steps = rowClass.Fields.Select(field =>
            (Expression)Expression.Call(hash, add.MakeGenericMethod(field.FieldType), Value(rowClass, row, field)));
        return Expression.Lambda<Func<Row, int>>(
            Expression.Block([hash], [.. steps, Expression.Call(hash, nameof(HashCode.ToHashCode), null)]), row).Compile();
    }

    private static Func<Row, object?[]> CompileValues(RowClass rowClass, IEnumerable<int> ordinals)
    {
        var row = Expression.Parameter(typeof(Row));
        var values = ordinals.Select(ordinal => Expression.Convert(Value(rowClass, row, rowClass.Fields[ordinal]), typeof(object)));
        return Expression.Lambda<Func<Row, object?[]>>(Expression.NewArrayInit(typeof(object), values), row).Compile();
    }

    private string Text(int ordinal, object? value) => RowValueKinds.Text(_name.Kinds[ordinal].Show(value));

    private static MemberExpression Value(RowClass rowClass, ParameterExpression row, FieldInfo field) =>
        Expression.Field(Expression.Convert(row, rowClass.Type), field);

    private static MethodInfo Comparer(Type type) => type == typeof(string)
        ? typeof(string).GetMethod(nameof(string.CompareOrdinal), [typeof(string), typeof(string)])!
        : typeof(Nullable).GetMethod(nameof(Nullable.Compare))!.MakeGenericMethod(Nullable.GetUnderlyingType(type)!);
}
