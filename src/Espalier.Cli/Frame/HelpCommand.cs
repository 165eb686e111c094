using System.CommandLine;
using System.CommandLine.Completions;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Frame;

/// <summary><c>espalier help [NOUN [VERB]]</c>: the same as <c>--help</c> behind these words.</summary>
internal static class HelpCommand
{
    private const int MostWords = 2;

    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "a command, such as ticket or ticket draw",
            Arity = new ArgumentArity(0, MostWords),
        };
        words.CompletionSources.Add(Next);
        return new Verb("help", "Show the help of a command", "espalier help ticket draw") { words }
            .Runs(call =>
            {
                Command command = Find(call.Root, call.List(words));
                return Answer.Of(
                    new Sheet(Help.FullName(command), Text(command, call.Common, colour: false)),
                    (_, page) => page.Verbatim(Text(command, call.Common, Terminal.HasColour)));
            });
    }

    private static Command Find(Command command, IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            command = command.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? throw new InvalidInputException(
                "help",
                null,
                $"there is no command '{word}' in '{Help.FullName(command)}'{Suggestion.For(word, command.Subcommands.Select(sub => sub.Name))}",
                $"see '{Help.FullName(command)} --help'");
        }

        return command;
    }

    private static string Text(Command command, CommonOptions common, bool colour)
    {
        var text = new StringWriter();
        Help.Write(new HelpSheet(text, Terminal.TextWidth, colour), command, common);
        return text.ToString();
    }

    private static IEnumerable<CompletionItem> Next(CompletionContext context)
    {
        Command command = context.ParseResult.RootCommandResult.Command;
        foreach (string word in context.ParseResult.Tokens.Select(token => token.Value).SkipWhile(word => word != "help").Skip(1))
            command = command.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? command;
        return command.Subcommands.Select(sub => new CompletionItem(sub.Name));
    }

    private sealed record Sheet(string Command, string Text);
}
