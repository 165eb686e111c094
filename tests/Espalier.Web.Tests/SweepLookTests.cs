using Espalier.Web.Sweeps;

namespace Espalier.Web.Tests;

public sealed class SweepLookTests
{
    [Theory]
    [
        InlineData(
            "?name=a%20b&y=failures&x=candidates&at.epsilon=0.1&logx=1&pool=median&bars=range"
            + "&zoom=1%202%203%204&sort=-candidates&filter=a%3D1&page=3"),
    ]
    [InlineData("?name=%3Cscript%3E")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        SweepLook look = SweepLook.Of(query);
        SweepLook again = SweepLook.Of(new Uri("http://localhost" + look.Query("/sweeps/one")).Query);
        Assert.Equal(look.Query("/x"), again.Query("/x"));
        Assert.Equal(look.Held, again.Held);
    }

    [Theory]
    [InlineData("?pool=7&bars=-1&page=-5&page=x&logx=yes")]
    [InlineData("?page=99999999999999999999")]
    public void What_means_nothing_is_left_out(string query) => Assert.Equal("/x", SweepLook.Of(query).Query("/x"));

    [Theory]
    [InlineData("command", true)]
    [InlineData("command-0123456789ab", true)]
    [InlineData("subset-sum-law", false)]
    [InlineData("commander", false)]
    public void What_runs_programs_is_known_by_its_name(string experiment, bool runs) => Assert.Equal(runs, SweepDesk.IsProgram(experiment));
}
