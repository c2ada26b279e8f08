using System.Linq.Expressions;
using System.Reflection;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>The constructor of the module's customer type, which is internal to the module.</summary>
internal delegate object CustomerFactory(long key, string? first, string? last, string? email, DateTime time);

internal static class CustomerFactories
{
    public static CustomerFactory For(Type customer)
    {
        var constructor = customer.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        Type[] types = [typeof(long), typeof(string), typeof(string), typeof(string), typeof(DateTime)];
        var parameters = types.Select(t => Expression.Parameter(t)).ToArray();
        var arguments = parameters.Select(
            (p, i) => (Expression)(i == 4 ? Expression.Convert(p, constructor.GetParameters()[4].ParameterType) : p));
        return Expression.Lambda<CustomerFactory>(
            Expression.Convert(Expression.New(constructor, arguments), typeof(object)),
            parameters).Compile();
    }
}
