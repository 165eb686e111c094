using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Espalier.Lab.Programs;

namespace Espalier.Lab.Experiments.Commands;

/// <summary>Finds a program's measures: in the last JSON object on stdout, in a JSON file, or where a pattern matches stdout last.</summary>
internal static class CommandResult
{
    private const long LargestFile = 16 << 20;

    /// <summary>Reads all measures.</summary>
    /// <exception cref="ProgramFailedException">One is missing, or is not what it is declared to be.</exception>
    public static CellResult Read(ExperimentSchema schema, ImmutableArray<CommandMeasure> measures, ProgramEnd end, string? file)
    {
        using JsonDocument? found = measures.All(measure => measure.Pattern is not null) ? null
            : file is null ? LastObject(end.Output)
                ?? throw end.Failed("no result", "there is no JSON object on stdout (NaN and Infinity are no JSON)")
            : OfFile(end, file);
        var result = new CellResult(schema);
        foreach (CommandMeasure measure in measures)
        {
            string? problem = measure.Pattern is { } pattern
                ? Give(result, measure.Measure, Matched(end.Output, pattern))
                : Give(result, measure.Measure, found!.RootElement);
            if (problem is not null) throw end.Failed("wrong result", problem);
        }

        return result;
    }

    /// <summary>The last object on any place of a text; objects within it are not looked at.</summary>
    public static JsonDocument? LastObject(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (int From, int Length) last = (0, 0);
        for (int at = 0; at < bytes.Length;)
        {
            int brace = bytes.AsSpan(at).IndexOf((byte)'{');
            if (brace < 0) break;
            at += brace;
            int length = LengthOfObject(bytes.AsSpan(at));
            if (length > 0) last = (at, length);
            at += Math.Max(1, length);
        }

        return last.Length == 0 ? null : JsonDocument.Parse(bytes.AsMemory(last.From, last.Length));
    }

    /// <summary>The length of the object that begins here; 0 where there is none.</summary>
    private static int LengthOfObject(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static JsonDocument OfFile(ProgramEnd end, string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > LargestFile) throw end.Failed("no result", "the file of results is larger than 16 MiB");
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw end.Failed("no result", "the file of results holds no JSON object");
        }
        catch (JsonException)
        {
            throw end.Failed("no result", "the file of results is no JSON (NaN and Infinity are none)");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw end.Failed("no result", $"the file of results cannot be read: {Path.GetFileName(path)}");
        }
    }

    /// <summary>The first group of the last match, or all of it where the pattern has no group; null where nothing matches.</summary>
    private static string? Matched(string text, string pattern)
    {
        Match? match = CommandPattern.Of(pattern).Matches(text).LastOrDefault();
        return match is null ? null : match.Groups[match.Groups.Count > 1 ? 1 : 0].Value.Trim();
    }

    private static string? Give(CellResult result, Measure measure, JsonElement found)
    {
        if (!found.TryGetProperty(measure.Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return Missing(measure);
        return (measure.Kind, value.ValueKind) switch
        {
            (ScalarKind.Text, JsonValueKind.String) => Give(result, measure, value.GetString()!),
            (ScalarKind.Flag, JsonValueKind.True or JsonValueKind.False) => Give(result, measure, value.GetBoolean() ? "true" : "false"),
            (not ScalarKind.Text, JsonValueKind.Number) => Give(result, measure, value.GetRawText()),
            _ => $"the measure {measure.Name} is {Shown(value.GetRawText())}, which is not {Wanted(measure)}",
        };
    }

    private static string? Give(CellResult result, Measure measure, string? text)
    {
        if (text is null) return Missing(measure);
        switch (measure.Kind)
        {
            case ScalarKind.Text:
                result.With(measure.Name, text);
                return null;
            case ScalarKind.Flag when text is "true" or "false" or "1" or "0" or "True" or "False":
                result.With(measure.Name, text is "true" or "1" or "True");
                return null;
            case ScalarKind.Integer when Whole(text) is { } whole:
                result.With(measure.Name, whole);
                return null;
            case ScalarKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) && measure.Bounds?.Contains(number) != false:
                result.With(measure.Name, number);
                return null;
            default:
                return $"the measure {measure.Name} is {Shown(text)}, which is not {Wanted(measure)}";
        }
    }

    /// <summary>3.0 is a whole number too.</summary>
    private static long? Whole(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        && number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue
            ? (long)number
            : null;

    private static string? Missing(Measure measure) => measure.IsOptional ? null : $"the measure {measure.Name} is missing";

    private static string Wanted(Measure measure) => measure.Kind switch
    {
        ScalarKind.Integer => "a whole number",
        ScalarKind.Flag => "true or false",
        ScalarKind.Text => "a text",
        _ => measure.Bounds is { } bounds ? Invariant($"a number from {bounds.Low} to {bounds.High}") : "a finite number",
    };

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>Regular expressions that take time in proportion to the text, whatever they are.</summary>
internal static class CommandPattern
{
    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentException">It is none, or it looks back or ahead.</exception>
    public static Regex Of(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException exception)
        {
            throw new ArgumentException("it looks back or ahead, or repeats a group", nameof(pattern), exception);
        }
    }
}
