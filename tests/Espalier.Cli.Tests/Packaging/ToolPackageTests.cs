namespace Espalier.Cli.Tests.Packaging;

public sealed class ToolPackageTests
{
    [Fact]
    [Slow]
    public async Task The_command_can_be_packed_and_installed_as_a_tool()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        using var cli = new Cli();
        Ran ran = await cli.RunInBash(
            $"""
            "$1" pack '{Path.Combine(Checkout.Root, "src", "Espalier.Cli")}' -c {configuration} --no-build --no-restore -o packages \
                --nologo -v quiet >&2 &&
            "$1" tool install Espalier.Cli --tool-path tools --source "$PWD/packages" >&2 &&
            tools/espalier subset-sum law --candidates 5 --epsilon 0.1 --trials 10 --json
            """);
        Assert.Equal(10, ran.Json().GetProperty("trials").GetInt32());
    }

    [Fact]
    public void The_documentation_installs_the_package_under_its_name()
    {
        string project = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Espalier.Cli", "Espalier.Cli.csproj"));
        Assert.Contains("<PackageId>Espalier.Cli</PackageId>", project, StringComparison.Ordinal);
        Assert.Contains("<ToolCommandName>espalier</ToolCommandName>", project, StringComparison.Ordinal);
        Assert.Contains(
            "dotnet tool install Espalier.Cli ", File.ReadAllText(Path.Combine(Checkout.Root, "CONTRIBUTING.md")), StringComparison.Ordinal);
    }
}
