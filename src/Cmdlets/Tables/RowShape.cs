using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace RedshiftSync;

/// <summary>
/// The shape of a table's rows: its name, columns, key and cursor column. It creates the rows: of a class of their own, or PSObjects when
/// the process has made as many classes as it may or a class cannot be made.
/// </summary>
internal sealed class RowShape
{
    /// <summary>The most columns that a table can have.</summary>
    public const int MaxColumns = 1600;

    /// <summary>The most classes that a process makes, because a class is never unloaded.</summary>
    public const int MaxClasses = 200;

    private static readonly object Making = new();
    private static readonly Dictionary<string, RowShape> Known = new(StringComparer.Ordinal);

    // PowerShell's own tables of types ignore case.
    private static readonly HashSet<string> ClassNames = new(StringComparer.OrdinalIgnoreCase);

    private readonly ImmutableArray<RowProperty> _properties;
    private readonly RowClass? _class;
    private readonly Lazy<Func<object?[], object>> _create;

    private RowShape(ImmutableArray<RowProperty> properties, RowClass? rowClass)
    {
        _properties = properties;
        _class = rowClass;
        _create = new(CompileCreate);
    }

    /// <summary>The class of the rows; PSObject if they have none of their own.</summary>
    public Type RowType => _class?.Type ?? typeof(PSObject);

    /// <summary>Returns the shape of a table's rows. Equal shapes have the same class.</summary>
    /// <param name="table">The table's name, as the text of a row shows it.</param>
    /// <param name="properties">The columns.</param>
    /// <param name="key">The ordinals of the key columns, in the order of the key's parts; empty if there is no key.</param>
    /// <param name="cursor">The ordinal of the cursor column; null if there is none.</param>
    public static RowShape For(string table, IReadOnlyList<RowProperty> properties, IReadOnlyList<int> key, int? cursor)
    {
        var name = new RowClassName(table, [.. properties.Select(property => property.Kind)], key, cursor);

        // No name of a column contains NUL.
        var identity = string.Join('\0', properties.Select(property => $"{property.Kind.Letter()}{property.Name}")
            .Prepend($"{table}\0{string.Join('/', key)}\0{cursor}"));
        lock (Making)
        {
            if (Known.TryGetValue(identity, out var known))
            {
                return known;
            }

            if (Known.Count == MaxClasses)
            {
                return new RowShape([.. properties], null);
            }

            // A shape whose class cannot be made counts, too: the attempt leaves something behind.
            return Known[identity] = new RowShape([.. properties], TryMakeClass(name, properties));
        }
    }

    /// <summary>Compiles a delegate that creates a row.</summary>
    /// <typeparam name="TDelegate">The type of the delegate, which returns an object.</typeparam>
    /// <param name="values">
    /// The value of each column, of the type that <see cref="RowValueKinds.StoredType"/> names or one that converts to it. They are
    /// evaluated in this order.
    /// </param>
    /// <param name="parameters">The parameters of the delegate.</param>
    public TDelegate Compile<TDelegate>(IReadOnlyList<Expression> values, params ParameterExpression[] parameters)
        where TDelegate : Delegate
    {
        var typed = values.Zip(_properties, (value, property) => Convert(value, property.Kind.StoredType())).ToList();
        Expression row = _class is null
            ? Expression.Call(
                Expression.Constant(this),
                typeof(RowShape).GetMethod(nameof(CreateObject), BindingFlags.Instance | BindingFlags.NonPublic)!,
                Expression.NewArrayInit(typeof(object), typed.Select(value => Convert(value, typeof(object)))))
            : Expression.MemberInit(
                Expression.New(_class.Type), _class.Fields.Zip(typed, (field, value) => Expression.Bind(field, value)));
        return Expression.Lambda<TDelegate>(row, parameters).Compile();
    }

    /// <summary>Creates a row from values: times are DateTime, and null is NULL.</summary>
    public object Create(object?[] values) => _create.Value(values);

    private static RowClass? TryMakeClass(RowClassName name, IReadOnlyList<RowProperty> properties)
    {
        var unique = name.ToString();
        for (var number = 2; !ClassNames.Add(unique); number++)
        {
            unique = FormattableString.Invariant($"{name}|{number}");
        }

        try
        {
            var made = RowClass.Emit(unique, properties);
            RowMembers.Add(name, made);
            return made;
        }
        catch (Exception exception) when (exception is TypeLoadException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    private Func<object?[], object> CompileCreate()
    {
        var values = Expression.Parameter(typeof(object?[]));
        return Compile<Func<object?[], object>>(
            [.. _properties.Select((_, ordinal) => Expression.ArrayIndex(values, Expression.Constant(ordinal)))], values);
    }

    private PSObject CreateObject(object?[] values)
    {
        var row = new PSObject();
        row.TypeNames.Insert(0, typeof(Row).FullName!);
        for (var i = 0; i < values.Length; i++)
        {
            row.Properties.Add(new PSNoteProperty(_properties[i].Name, _properties[i].Kind.Show(values[i])), preValidated: true);
        }

        return row;
    }
}
