namespace Espalier.Cli.Tests.Frame;

/// <summary>What people see: the command runs on a pseudo-terminal of <c>script</c>.</summary>
public sealed class TerminalTests
{
    [Slow]
    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public async Task Help_fits_the_terminal(int columns)
    {
        using var cli = new Cli();
        cli.Environment["NO_COLOR"] = "1";
        string[] lines = (await OnTerminal(cli, columns, "completion", "--help")).Split('\n');
        Assert.Contains("Common options:", lines);
        Assert.All(lines, line => Assert.True(line.Length <= columns, line));
    }

    [Slow]
    [Fact]
    public async Task Headings_are_bold_unless_colour_is_unwanted()
    {
        using var cli = new Cli();
        Assert.Contains("\e[1mUsage:", await OnTerminal(cli, 80, "--help"));
        cli.Environment["NO_COLOR"] = "1";
        Assert.DoesNotContain("\e[1m", await OnTerminal(cli, 80, "--help"));
        cli.Environment["NO_COLOR"] = string.Empty;
        cli.Environment["TERM_WANTED"] = "dumb";
        Assert.DoesNotContain("\e[1m", await OnTerminal(cli, 80, "--help"));
    }

    [Slow]
    [Fact]
    public async Task A_bar_shows_on_stderr_and_only_there()
    {
        using var cli = new Cli();
        string[] command = ["data", "make", "glyphs", "--out", cli.PathOf("glyphs"), "--training", "20000", "--test", "1", "--json"];
        string both = await OnTerminal(cli, 80, command);
        Assert.Contains("making glyphs", both);
        Ran ran = await cli.RunInBash(Script(80, "2>/dev/null"), command);
        Assert.DoesNotContain("making glyphs", ran.Output);
        Assert.Contains("\"examples\":20001", ran.Output);
        Assert.DoesNotContain("making glyphs", await OnTerminal(cli, 80, [.. command, "--quiet"]));
    }

    /// <summary>Both streams as the terminal receives them, without the runtime's switch of the key pad.</summary>
    private static async Task<string> OnTerminal(Cli cli, int columns, params string[] arguments)
    {
        Ran ran = await cli.RunInBash(Script(columns, string.Empty), arguments);
        return ran.Output.Replace("\r", string.Empty, StringComparison.Ordinal).Replace("\e[?1h\e=", string.Empty, StringComparison.Ordinal);
    }

    private static string Script(int columns, string redirection)
    {
        if (!File.Exists("/usr/bin/script")) Assert.Skip("there is no /usr/bin/script here");
        return $"printf -v line '%q ' \"$@\"; TERM=${{TERM_WANTED:-xterm}} script -qec \"stty cols {columns}; $line {redirection}\" /dev/null";
    }
}
