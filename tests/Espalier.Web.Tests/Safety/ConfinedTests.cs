using Espalier.Web.Safety;

namespace Espalier.Web.Tests.Safety;

public sealed class ConfinedTests
{
    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("..\\secret")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData(null)]
    public void What_leads_out_or_is_no_name_finds_nothing(string? name) => Assert.Null(new Confined(Path.GetTempPath()).Find(name));

    [Fact]
    public void A_link_is_not_followed()
    {
        string folder = Directory.CreateTempSubdirectory("espalier-confined-").FullName;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "out"), "/etc");
            File.WriteAllText(Path.Combine(folder, "in"), "");
            var confined = new Confined(folder);
            Assert.Null(confined.Find("out/passwd"));
            Assert.Null(confined.Find("out"));
            Assert.Equal(Path.Combine(folder, "in"), confined.Find("in"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
