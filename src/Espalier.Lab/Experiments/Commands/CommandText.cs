using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Espalier.Lab.Experiments.Commands;

/// <summary>
/// A text in which <c>{name}</c> stands for a value, and <c>{{</c> and <c>}}</c> for braces. A value goes in as it is: it becomes part of one
/// argument, whatever characters it holds.
/// </summary>
internal sealed partial class CommandText
{
    private readonly ImmutableArray<(string Text, bool IsName)> _parts;

    private CommandText(string source, ImmutableArray<(string, bool)> parts) => (Source, _parts) = (source, parts);

    /// <summary>The text as it was written.</summary>
    public string Source { get; }

    /// <summary>The names in it.</summary>
    public IEnumerable<string> Names => _parts.Where(part => part.IsName).Select(part => part.Text);

    /// <summary>Takes a text apart.</summary>
    public static CommandText Parse(string source)
    {
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        int from = 0;
        foreach (Match match in Places().Matches(source))
        {
            parts.Add((source[from..match.Index], false));
            parts.Add(match.Value switch { "{{" => ("{", false), "}}" => ("}", false), var name => (name[1..^1], true) });
            from = match.Index + match.Length;
        }

        parts.Add((source[from..], false));
        return new(source, parts.ToImmutable());
    }

    /// <summary>The text with its values.</summary>
    public string With(Func<string, string> value)
    {
        var text = new StringBuilder();
        foreach ((string part, bool isName) in _parts) text.Append(isName ? value(part) : part);
        return text.ToString();
    }

    [GeneratedRegex(@"\{\{|\}\}|\{[A-Za-z][A-Za-z0-9_-]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
