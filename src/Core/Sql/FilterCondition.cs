using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RedshiftSync;

/// <summary>A condition that rows must meet, from the parameters -Filter and -FilterParameter.</summary>
internal sealed class FilterCondition
{
    private const string HashMark = "; sha256:";

    private FilterCondition(string sql, IReadOnlyList<SqlParameterValue> parameters, string fingerprint)
    {
        Sql = sql;
        Parameters = parameters;
        Fingerprint = fingerprint;
    }

    /// <summary>
    /// The condition. Its parameters are named <c>@filter_1</c>, <c>@filter_2</c> …, so that they differ from all others. It belongs in
    /// parentheses, on a line of its own.
    /// </summary>
    public string Sql { get; }

    /// <summary>The values, in the order in which the condition uses them first.</summary>
    public IReadOnlyList<SqlParameterValue> Parameters { get; }

    /// <summary>A stable text that tells filters apart: the filter as given, and a hash of its values.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">One condition, with <c>@name</c> for values.</param>
    /// <param name="values">The values by name; names ignore case. Null for none.</param>
    /// <exception cref="SyncException">FilterInvalid.</exception>
    public static FilterCondition Parse(string filter, IEnumerable<KeyValuePair<string, object?>>? values = null)
    {
        var given = Collect(values);
        var bound = new Dictionary<string, SqlParameterValue>(StringComparer.OrdinalIgnoreCase);
        var sql = new StringBuilder(filter.Length);
        var copied = 0;
        foreach (var placeholder in FilterLexer.Read(filter))
        {
            if (!bound.TryGetValue(placeholder.Name, out var parameter))
            {
                parameter = given.TryGetValue(placeholder.Name, out var value)
                    ? FilterValue.Bind($"filter_{bound.Count + 1}", placeholder.Name, value)
                    : throw TableErrors.FilterInvalid(
                        $"the parameter at position {placeholder.Start + 1} has no value",
                        $"-FilterParameter contains {List(given.Keys)}. Add the missing name, or put single quotes around the text.");
                bound.Add(placeholder.Name, parameter);
            }

            sql.Append(filter, copied, placeholder.Start - copied).Append('@').Append(parameter.Name);
            copied = placeholder.Start + 1 + placeholder.Name.Length;
        }

        sql.Append(filter, copied, filter.Length - copied);
        return given.Keys.Where(name => !bound.ContainsKey(name)).ToList() is [_, ..] unused
            ? throw TableErrors.FilterInvalid(
                $"it does not use {List(unused)} of -FilterParameter",
                "Write @name in the filter, outside of quotes, or remove the name.")
            : new(sql.ToString().Trim(), [.. bound.Values], FingerprintOf(filter.Trim(), bound));
    }

    private static Dictionary<string, object?> Collect(IEnumerable<KeyValuePair<string, object?>>? values)
    {
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values ?? [])
        {
            if (name.StartsWith('@'))
            {
                throw TableErrors.FilterInvalid(
                    $"the name {name} in -FilterParameter begins with @", "Only the filter has the @: write the name without it.");
            }

            if (!given.TryAdd(name, value))
            {
                throw TableErrors.FilterInvalid(
                    $"-FilterParameter contains {name} twice, in different cases", "Names ignore case: rename one of them.");
            }
        }

        return given;
    }

    /// <summary>The filter as given, from its <see cref="Fingerprint"/>.</summary>
    public static string TextOf(string fingerprint) =>
        fingerprint.LastIndexOf(HashMark, StringComparison.Ordinal) is var mark and > 0 ? fingerprint[..mark] : fingerprint;

    // Outside of quotes a filter has no semicolon, so that the hash cannot be mistaken for a part of the filter.
    private static string FingerprintOf(string filter, Dictionary<string, SqlParameterValue> bound)
    {
        if (bound.Count == 0)
        {
            return filter;
        }

        var text = new StringBuilder();
        foreach (var (name, value) in bound.Select(b => (b.Key.ToLowerInvariant(), b.Value)).OrderBy(b => b.Item1, StringComparer.Ordinal))
        {
            // No part contains a NUL.
            text.Append(name).Append('\0').Append(value.Type).Append('\0')
                .Append(CultureInfo.InvariantCulture, $"{value.Value}").Append('\0');
        }

        return $"{filter}{HashMark}{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }

    private static string List(IReadOnlyCollection<string> names) => names.Count == 0 ? "no name" : string.Join(", ", names);
}
