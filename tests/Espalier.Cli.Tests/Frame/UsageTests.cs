using System.CommandLine;
using System.Text.RegularExpressions;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Tests.Frame;

public sealed class UsageTests
{
    [Slow]
    [Fact]
    public async Task No_arguments_print_the_help()
    {
        using var cli = new Cli();
        Ran bare = await cli.Run();
        Ran help = await cli.Run("--help");
        Assert.Equal(0, bare.ExitCode);
        Assert.Equal(help, bare);
        Assert.Contains("Commands:", bare.Output);
        Assert.Contains("Examples:", bare.Output);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("--version");
        Assert.Matches(@"^espalier \d+\.\d+\.\d+\n$", ran.Output);
        Assert.Equal((string.Empty, 0), (ran.Error, ran.ExitCode));
    }

    [Theory]
    [InlineData("'complteion'", "did you mean 'completion'?", "complteion", "bash")]
    [InlineData("'--thread'", "did you mean '--threads'?", "completion", "bash", "--thread", "2")]
    [InlineData("'--jsn'", "did you mean '--json'?", "completion", "--jsn", "bash")]
    [InlineData("'-bash'", "espalier completion --help", "completion", "-bash")]
    [InlineData("'-bash' is one argument too many", "", "completion", "bash", "--", "-bash")]
    [InlineData("unknown command 'data fecth'", "did you mean 'fetch'?", "data", "fecth")]
    [InlineData("--threads: '0'", "espalier completion --help", "completion", "bash", "--threads", "0")]
    [InlineData("--threads needs a value", "espalier completion --help", "completion", "bash", "--threads")]
    [InlineData("--threads: 'two'", "espalier completion --help", "completion", "bash", "--threads=two")]
    [InlineData("--seed: '-1'", "espalier completion --help", "completion", "bash", "--seed", "-1")]
    [InlineData("--seed is given more than once", "", "completion", "bash", "--seed", "1", "--seed", "2")]
    [InlineData("SHELL is missing", "espalier completion --help", "completion")]
    [InlineData("'zsh' is one argument too many", "espalier completion --help", "completion", "bash", "zsh")]
    [InlineData("a command is missing", "espalier --help", "--quiet")]
    [InlineData("no command 'drw' in 'espalier ticket'; did you mean 'draw'?", "see 'espalier ticket --help'", "help", "ticket", "drw")]
    [InlineData("unknown command", "see 'espalier --help'", "\u001b[31m\nx")]
    [Slow]
    public async Task A_wrong_command_line_is_one_line_that_names_the_fault(string fault, string remedy, params string[] arguments)
    {
        using var cli = new Cli();
        (await cli.Run(arguments)).IsOneLineError(fault, remedy);
    }

    [Slow]
    [Theory]
    [InlineData()]
    [InlineData("ticket")]
    [InlineData("ticket", "draw")]
    [InlineData("certify")]
    public async Task Help_is_a_command_too(params string[] words)
    {
        using var cli = new Cli();
        Assert.Equal(await cli.Run([.. words, "--help"]), await cli.Run(["help", .. words]));
    }

    [Fact]
    [Slow]
    public void Every_command_has_help_with_an_example()
    {
        var common = new CommonOptions();
        foreach (Command command in Below(Session.Root(common, new Option<bool>("--version"))))
        {
            var written = new StringWriter { NewLine = "\n" };
            Help.Write(new HelpSheet(written, 80, colour: false), command, common);
            string help = written.ToString();
            Assert.Contains($"Usage:\n  {Help.FullName(command)} ", help);
            if (command is Verb verb) Assert.EndsWith($"Example: {verb.Example} ", Regex.Replace(help, @"\s+", " "));
            else Assert.Contains("Examples:", help);
            Assert.Contains("--json", help);
            Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, line));
        }
    }

    private static IEnumerable<Command> Below(Command parent) => parent.Subcommands.SelectMany(command => Below(command).Prepend(command));
}
