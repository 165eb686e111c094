namespace Espalier.Cli.Tests.Frame;

public sealed class OutputTests
{
    [Fact]
    public async Task Json_is_one_document_on_one_line_and_nothing_else()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("completion", "fish", "--json");
        Assert.Equal("fish", ran.Json().GetProperty("shell").GetString());
        Assert.Equal(1, ran.Output.Count(c => c == '\n'));
        Assert.EndsWith("}\n", ran.Output);
        Assert.Empty(ran.Error);
    }

    [Fact]
    public async Task A_reader_that_stops_early_ends_the_command_quietly()
    {
        using var cli = new Cli();
        Ran ran = await cli.RunInBash("""set -o pipefail; "$@" | true; echo "${PIPESTATUS[0]}" """, "--help");
        Assert.Equal(("0\n", string.Empty), (ran.Output, ran.Error));
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("&-")]
    public async Task Output_that_cannot_be_written_is_an_error(string target)
    {
        if (!File.Exists("/dev/full")) Assert.Skip("there is no /dev/full here");
        using var cli = new Cli();
        Ran ran = await cli.RunInBash($"\"$@\" >{target}", "completion", "bash", "--json");
        ran.IsOneLineError("standard output");
    }

    [Fact]
    public async Task Output_into_a_pipe_has_no_escape_codes()
    {
        using var cli = new Cli();
        cli.Environment["FORCE_COLOR"] = "1";
        Assert.DoesNotContain('\e', (await cli.Run("--help")).Output);
    }
}
