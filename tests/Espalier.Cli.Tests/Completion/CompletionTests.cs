namespace Espalier.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Slow]
    [Theory]
    [InlineData("espalier compl", "completion")]
    [InlineData("./espalier completion --thr", "--threads")]
    [InlineData("espalier completion ", "bash fish pwsh zsh")]
    [InlineData("espalier ticket draw x --construction ", "linear relu shallow single")]
    [InlineData("espalier ticket draw x --construction r", "relu linear")]
    [InlineData("espalier help tick", "ticket")]
    public async Task The_program_suggests_words(string line, string expected)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run($"[suggest:{line.Length}]", line);
        Assert.Equal(expected, string.Join(' ', ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Slow]
    [Theory]
    [InlineData("compl", "completion")]
    [InlineData("completion --js", "--json")]
    [InlineData("completion f", "fish")]
    public async Task Bash_completes_with_the_script(string words, string expected)
    {
        using var cli = new Cli();
        const string Script = """
            espalier() { "${program[@]}" "$@"; }
            program=("$1" "$2"); source <(espalier completion bash)
            COMP_LINE="espalier $WORDS"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _espalier; printf '%s\n' "${COMPREPLY[@]}"
            """;
        cli.Environment["WORDS"] = words;
        Ran ran = await cli.RunInBash(Script);
        Assert.Equal((expected + "\n", string.Empty), (ran.Output, ran.Error));
    }

    [Theory]
    [InlineData("compl", "completion")]
    [InlineData("completion --js", "--json")]
    [InlineData("completion f", "fish")]
    public async Task Fish_completes_with_the_script(string words, string expected)
    {
        if (!File.Exists("/usr/bin/fish")) Assert.Skip("there is no fish here");
        using var cli = new Cli();
        cli.Write("espalier", $"#!/bin/sh\nexec '{Cli.Command.Program}' '{Cli.Command.Library}' \"$@\"\n");
        cli.Environment["WORDS"] = words;
        Ran ran = await cli.RunInBash(
            "chmod +x espalier; PATH=\"$PWD:$PATH\" fish -c 'espalier completion fish | source; complete -C \"espalier $WORDS\"'");
        Assert.Equal((expected + "\n", string.Empty), (ran.Output, ran.Error));
    }

    [Fact]
    public async Task An_unknown_shell_is_refused()
    {
        using var cli = new Cli();
        (await cli.Run("completion", "tcsh")).IsOneLineError("tcsh", "bash");
    }
}
