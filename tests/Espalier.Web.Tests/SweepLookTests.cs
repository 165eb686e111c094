using Espalier.Web.Sweeps;

namespace Espalier.Web.Tests;

public sealed class SweepLookTests
{
    [Theory]
    [
        InlineData(
            "?name=a%20b&y=failures&x=candidates&colour=c&panel=p&at.epsilon=0.1&at.delta=0.2&logx=1&logy=1&pool=median&bars=range"
            + "&zoom=1%202%203%204&sort=-candidates&filter=a%3D1&page=3"),
    ]
    [InlineData("?name=%3Cscript%3E")]
    public void A_view_and_its_address_are_the_same(string query)
    {
        string address = SweepLook.Of(query).Query("/sweeps/one");
        Assert.Equal(AddressParts.Of(query), AddressParts.Of(address));
        Assert.Equal(address, SweepLook.Of(AddressParts.Behind(address)).Query("/sweeps/one"));
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
