using System.CommandLine;
using System.Text.RegularExpressions;

namespace Espalier.Cli.Tests.Docs;

/// <summary>A command that the documentation shows: a line of a code block that starts the program, or one within a sentence.</summary>
/// <param name="Page">The page, relative to the repository's root.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Text">The command line, for bash.</param>
/// <param name="ExitCode">The exit code that its comment announces, else 0.</param>
/// <param name="NotRun">Why the tests do not run it; null if they do.</param>
/// <remarks>
/// A block is kept from being run by the comment <c>&lt;!-- not run: the reason --&gt;</c> in the line before it, which a reader of the
/// page does not see. Its options are checked all the same, and so are those of a command within a sentence, which is never run.
/// </remarks>
internal sealed partial record ShownCommand(string Page, int Line, string Text, int ExitCode, string? NotRun)
{
    private const string Fence = "```";

    /// <summary>The words that name the command, such as a noun and a verb; null where there is no such command.</summary>
    public string[]? Words
    {
        get
        {
            var words = new List<string>();
            IEnumerable<Command> level = CommandTree.Commands();
            foreach (string word in Text.Split(' ').Skip(1).TakeWhile(word => Word().IsMatch(word)))
            {
                if (level.FirstOrDefault(command => command.Name == word) is not { } named) return level.Any() ? null : [.. words];
                words.Add(word);
                level = named.Subcommands;
            }

            return [.. words];
        }
    }

    /// <summary>The words that follow the program's name where a shell would hand them on as they stand; null where it would not.</summary>
    public string[]? Plain => ForTheShell().IsMatch(Text) ? null : Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

    /// <summary>The options that the command uses.</summary>
    public IEnumerable<string> Options => OptionName().Matches(Text).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    private static readonly HashSet<string> Nouns = [.. CommandTree.Commands().Select(command => command.Name)];

    /// <summary>The commands of a page.</summary>
    public static IEnumerable<ShownCommand> In(string root, string page)
    {
        string? notRun = null;
        bool inside = false;
        int number = 0;
        foreach (string line in File.ReadLines(Path.Combine(root, page)))
        {
            number++;
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                inside = !inside;
                if (!inside) notRun = null;
            }
            else if (inside && Start().Match(line) is { Success: true } start)
            {
                string text = Comment().Replace("espalier " + line[start.Length..], "").TrimEnd();
                yield return new(
                    page,
                    number,
                    text,
                    Announced().Match(line) is { Success: true } code
                        ? int.Parse(code.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
                        : 0,
                    notRun);
            }
            else if (!inside)
            {
                notRun = Reason().Match(line) is { Success: true } reason ? reason.Groups[1].Value : null;
                foreach (
                    string code in Inline().Matches(line).Select(match => match.Groups[1].Value).Where(code => Nouns.Contains(code.Split(' ')[0])))
                    yield return new(page, number, $"espalier {code}", 0, "within a sentence");
            }
        }
    }

    public override string ToString() => $"{Page}:{Line}: {Text}";

    [GeneratedRegex(@"`(?:espalier )?([a-z][^`]* [^`]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^\s*(\./)?espalier ")]
    private static partial Regex Start();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"#.*exit code (\d+)")]
    private static partial Regex Announced();

    [GeneratedRegex(@"^<!-- not run: (.+) -->$")]
    private static partial Regex Reason();

    [GeneratedRegex(@"[^\w\s=,.:/+@%-]")]
    private static partial Regex ForTheShell();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*$")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<= )--[a-z0-9-]+")]
    private static partial Regex OptionName();
}
