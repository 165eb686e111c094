using System.CommandLine;
using System.CommandLine.Parsing;
using Espalier.Work;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Frame;

/// <summary>Says in one line what is wrong with a command line, what was probably meant, and which help to read.</summary>
internal static class UsageError
{
    /// <summary>The first mistake, or null.</summary>
    public static JobFailure? Find(ParseResult parsed)
    {
        CommandResult result = parsed.CommandResult;
        string? mistake = Misspelt(parsed) ?? Unmatched(parsed) ?? Incomplete(result) ?? parsed.Errors.Select(Describe).FirstOrDefault();
        return mistake is null ? null : new JobFailure(Help.FullName(result.Command), null, mistake, $"see '{Help.FullName(result.Command)} --help'");
    }

    /// <summary>
    /// The parser takes an option that it does not know for an argument; a file of such a name stands after <c>--</c>, or as
    /// <c>./-name</c>.
    /// </summary>
    private static string? Misspelt(ParseResult parsed)
    {
        Token[] arguments = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)];
        return BeforeDashes(parsed).FirstOrDefault(token => LooksLikeOption(token.Value) && arguments.Contains(token)) is { } found
            ? Unknown(found.Value, parsed.CommandResult.Command)
            : null;
    }

    private static string? Unmatched(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var token, ..]) return null;
        Command command = parsed.CommandResult.Command;
        if (LooksLikeOption(token) && BeforeDashes(parsed).Any(given => given.Value == token)) return Unknown(token, command);
        if (command is Verb) return $"{command.Name}: '{token}' is one argument too many";
        string name = command is RootCommand ? token : $"{command.Name} {token}";
        return $"unknown command '{name}'{Suggestion.For(token, command.Subcommands.Select(sub => sub.Name))}";
    }

    private static IEnumerable<Token> BeforeDashes(ParseResult parsed) => parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash);

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-' && !Numerals.TryParseList(token, out _);

    private static string Unknown(string option, Command command) =>
        $"unknown option '{option}'{Suggestion.For(option.Split('=')[0], OptionNames(command))}";

    private static string? Incomplete(CommandResult result)
    {
        Command command = result.Command;
        if (command is not Verb)
            return $"{(command is RootCommand ? "a command" : $"what to do with '{command.Name}'")} is missing: "
                + $"{string.Join(", ", command.Subcommands.Select(sub => sub.Name))}";
        if (
            command.Arguments.FirstOrDefault(
                argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 }) is { } missing)
            return $"{command.Name}: {missing.Name} is missing";
        return command.Options.FirstOrDefault(option => option.Required && result.GetResult(option) is null or { Implicit: true }) is { } required
            ? $"{command.Name}: {required.Name} is missing"
            : null;
    }

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value ({option.Option.HelpName})",
        OptionResult { Tokens.Count: > 0 } option when option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues =>
            $"{option.Option.Name} needs {option.Option.Arity.MinimumNumberOfValues} values ({option.Option.HelpName})",
        OptionResult option when option.Tokens.Count > option.Option.Arity.MaximumNumberOfValues => $"{option.Option.Name} is given more than once",
        _ => error.Message.TrimEnd('.'),
    };

    private static IEnumerable<string> OptionNames(Command command)
    {
        IEnumerable<string> own = command.Options.Select(option => option.Name);
        IEnumerable<string> inherited = command.Parents.OfType<Command>().SelectMany(OptionNames);
        return own.Concat(inherited);
    }
}
