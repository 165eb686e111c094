using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Specifications;

/// <summary>A YAML text and the complaints about it, each with its line.</summary>
internal sealed class YamlSource(string name)
{
    private const int LongestText = 1 << 20;
    private const int DeepestNesting = 16;

    private long _line = 1;

    /// <summary>The file, for messages.</summary>
    public string Name => name;

    /// <summary>Parses one document that is a mapping.</summary>
    public YamlMappingNode Parse(string text)
    {
        if (text.Length > LongestText)
            throw new InvalidInputException(name, null, $"the text is longer than {LongestText} characters", "give a specification, not data");
        CheckIndentation(text);
        try
        {
            CheckNesting(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                throw new InvalidInputException(name, null, "the file is empty", "start from `espalier lab template NAME`");
            if (stream.Documents.Count > 1)
                throw Error(stream.Documents[1].RootNode, "there is a second document", "keep one specification in one file");
            return stream.Documents[0].RootNode as YamlMappingNode
                ?? throw Error(stream.Documents[0].RootNode, "this is not a mapping", "start from `espalier lab template NAME`");
        }
        catch (Exception exception) when (exception is not InvalidInputException)
        {
            // The parser meets some texts with exceptions other than its own.
            bool isOwn = exception is YamlException;
            long line = isOwn ? ((YamlException)exception).End.Line : _line;
            throw new InvalidInputException(
                name, $"line {line}", isOwn ? $"this is not YAML: {exception.Message.TrimEnd('.')}" : "this is not YAML", "mend the text", exception);
        }
    }

    /// <summary>A complaint about a node.</summary>
    public InvalidInputException Error(YamlNode at, InvariantText problem, InvariantText remedy) =>
        new(name, at.Start.Line > 0 ? $"line {at.Start.Line}" : null, problem, remedy);

    /// <summary>Refuses keys that mean nothing here.</summary>
    public void OnlyKeys(YamlMappingNode mapping, string what, IReadOnlyCollection<string> keys)
    {
        foreach (YamlNode key in mapping.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } word } || !keys.Contains(word))
                throw Error(key, $"{what} knows no \"{key}\"", $"it knows {string.Join(", ", keys)}");
        }
    }

    /// <summary>The value under a key, or null.</summary>
    public static YamlNode? Find(YamlMappingNode mapping, string key) =>
        mapping.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key).Value;

    /// <summary>The value under a key that must be there.</summary>
    public YamlNode Required(YamlMappingNode mapping, string key) =>
        Find(mapping, key) ?? throw Error(mapping, $"\"{key}\" is missing", $"add {key}: …");

    /// <summary>The text under a key that must be there.</summary>
    public (string Text, YamlNode At) RequiredText(YamlMappingNode mapping, string key)
    {
        YamlNode node = Required(mapping, key);
        return (Text(node, key), node);
    }

    /// <summary>A single value.</summary>
    public string Text(YamlNode node, string what) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Error(node, $"{what} is not a single value", "write one value");

    /// <summary>True or false.</summary>
    public bool Flag(YamlNode node, string what) => Text(node, what) switch
    {
        "true" => true,
        "false" => false,
        var text => throw Error(node, $"{what} is \"{text}\"", "give true or false"),
    };

    /// <summary>A whole number in a range.</summary>
    public long WholeNumber(YamlNode node, string what, long minimum, long maximum)
    {
        string text = Text(node, what);
        bool isWhole = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number == decimal.Truncate(number)
            && number >= minimum
            && number <= maximum;
        return isWhole
            ? (long)number
            : throw Error(
                node,
                $"{what} is \"{text}\"",
                maximum == long.MaxValue ? $"give a whole number from {minimum} on" : $"give a whole number from {minimum} to {maximum}");
    }

    /// <summary>A finite number.</summary>
    public double Number(YamlNode node, string what)
    {
        string text = Text(node, what);
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        return isNumber ? number : throw Error(node, $"{what} is \"{text}\"", "give a number");
    }

    /// <summary>The commonest slip; the parser would name the line where the mapping begins.</summary>
    private void CheckIndentation(string text)
    {
        long line = 0;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            line++;
            ReadOnlySpan<char> blank = content[..(content.Length - content.TrimStart().Length)];
            if (blank.Contains('\t') && blank.Length < content.Length)
                throw new InvalidInputException(name, $"line {line}", "the line is indented by a tab", "indent by spaces");
        }
    }

    /// <summary>The node tree is built by recursion; a text that nests too deep for the stack is refused before.</summary>
    private void CheckNesting(string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            _line = parser.Current.End.Line;
            if (depth > DeepestNesting)
                throw new InvalidInputException(
                    name, $"line {parser.Current.Start.Line}", "the text is nested too deep", "start from `espalier lab template NAME`");
            if (parser.Current is AnchorAlias)
                throw new InvalidInputException(name, $"line {parser.Current.Start.Line}", "aliases are not used here", "write the value out");
        }
    }
}
