namespace Espalier.Tests.House;

/// <summary>
/// The library's public surface is what <c>PublicApi.txt</c> says. To change it on purpose, run the tests once with
/// <c>ESPALIER_ACCEPT_API=1</c> and review the difference in that file.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_recorded_one()
    {
        string file = Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "House", "PublicApi.txt");
        string actual = PublicApi.Of(typeof(InvalidInputException).Assembly);
        if (Environment.GetEnvironmentVariable("ESPALIER_ACCEPT_API") == "1") File.WriteAllText(file, actual);
        string recorded = File.ReadAllText(file);
        Assert.True(recorded == actual, FirstDifference(recorded, actual));
    }

    private static string FirstDifference(string recorded, string actual)
    {
        string[] before = recorded.Split('\n');
        string[] after = actual.Split('\n');
        var gone = before.Except(after).Select(line => "- " + line);
        var come = after.Except(before).Select(line => "+ " + line);
        return "the public surface changed; if on purpose, run once with ESPALIER_ACCEPT_API=1\n" + string.Join('\n', gone.Concat(come).Take(40));
    }
}
