using Xunit.v3;

namespace Espalier.Tests;

/// <summary>Marks a test of more than about a second, or a class of such tests: <c>./test.sh --quick</c> leaves it out.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Length", "slow")];
}
