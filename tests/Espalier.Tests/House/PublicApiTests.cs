namespace Espalier.Tests.House;

/// <summary>
/// The library's public surface is what <c>PublicApi.txt</c> says. To change it on purpose, run the tests once with
/// <c>ESPALIER_ACCEPT_API=1</c> and review the difference in that file.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_recorded_one() => PublicApi.AssertRecorded(typeof(InvalidInputException).Assembly, "Espalier.Tests");
}
