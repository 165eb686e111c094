using System.CommandLine;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Completion;

/// <summary><c>espalier completion SHELL</c>: a script that makes the Tab key complete commands, options and files.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        return new Verb("completion", "Print a script that completes commands on the Tab key", "source <(espalier completion bash)") { shell }
            .Runs(call => Complete(call.Value(shell)));
    }

    private static Answer Complete(string shell)
    {
        string script = CompletionScripts.For(shell)
            ?? throw new InvalidInputException(
                "completion", null, $"there is no script for the shell '{shell}'", $"name one of {string.Join(", ", CompletionScripts.Shells)}");
        return Answer.Of(new Script(shell, script), static (answer, page) => page.Verbatim(answer.Text));
    }

    private sealed record Script(string Shell, string Text);
}
