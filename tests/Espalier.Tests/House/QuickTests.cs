using System.Reflection;

namespace Espalier.Tests.House;

/// <summary>The quick run leaves tests out, and no room whole.</summary>
public sealed class QuickTests
{
    [Fact]
    public void Every_folder_of_tests_has_one_that_the_quick_run_keeps()
    {
        IEnumerable<string?> left = typeof(QuickTests).Assembly.GetTypes()
            .Where(type => Facts(type).Any())
            .GroupBy(type => type.Namespace)
            .Where(room => !room.Any(type => !IsSlow(type) && Facts(type).Any(fact => !IsSlow(fact))))
            .Select(room => room.Key);
        Assert.Empty(left);
    }

    private static IEnumerable<MethodInfo> Facts(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.GetCustomAttribute<FactAttribute>() is not null);

    private static bool IsSlow(MemberInfo member) => member.GetCustomAttribute<SlowAttribute>() is not null;
}
