using System.CommandLine;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Frame;

/// <summary>
/// Where the vocabulary of jobs meets that of the command line, and nowhere else: a job names a field of its request, here it becomes
/// the option or the argument that the user typed. A text puts a field into backticks.
/// </summary>
internal static partial class FieldNames
{
    /// <summary>The same complaint in the words of a command.</summary>
    public static InvalidInputException Translate(InvalidInputException problem, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;

        // A file that is called like a field stays a file.
        bool isTyped = parsed.Tokens.Any(token => token.Value == problem.InputSource);
        string source = isTyped ? problem.InputSource : Symbol(command, problem.InputSource) ?? problem.InputSource;
        return new InvalidInputException(source, problem.Place, Translate(problem.Problem, command), Translate(problem.Remedy, command), problem);
    }

    /// <summary>A text with the fields that it names in the words of a command.</summary>
    public static string Translate(string text, Command command) =>
        Quoted().Replace(text, match => Symbol(command, match.Groups["field"].Value) ?? match.Value);

    /// <summary>The option or argument that gives a field, or null.</summary>
    public static string? Symbol(Command command, string field)
    {
        string option =
            $"--{string.Concat(field.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"))}";
        return AllOptions(command).FirstOrDefault(each => each.Name == option)?.Name
            ?? command.Arguments.FirstOrDefault(each => each.Name.Equals(field, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    private static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(AllOptions));

    [GeneratedRegex("`(?<field>[a-z][A-Za-z]*)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
