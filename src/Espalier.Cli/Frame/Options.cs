using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Frame;

/// <summary>Makes options whose complaints are one clear line. A fallback is appended to the description.</summary>
internal static class Options
{
    /// <summary>Reads one value, or says what was expected instead.</summary>
    internal delegate bool Reader<T>(string text, out T value);

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string placeholder, string description, string? fallback = null) =>
        Single<string?>(name, placeholder, description, fallback is null ? null : (fallback, fallback), "a text of at least one character",
            (string text, out string? value) =>
        {
            value = text;
            return text.Length > 0;
        });

    public static Option<int> Integer(
        string name, string placeholder, string description, int? fallback = null, int minimum = 0, int maximum = int.MaxValue) =>
        Single(name, placeholder, description, Fallback(fallback), $"a whole number {Range(minimum, maximum, int.MaxValue)}",
            (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    public static Option<long> LongInteger(
        string name, string placeholder, string description, long? fallback = null, long minimum = 0, long maximum = long.MaxValue) =>
        Single(name, placeholder, description, Fallback(fallback), $"a whole number {Range(minimum, maximum, long.MaxValue)}",
            (string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    public static Option<ulong> Seed() =>
        Single("--seed", "N", "the seed of everything random", Fallback<ulong>(1), "a whole number from 0 to 18446744073709551615",
            (string text, out ulong value) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>A finite number; <paramref name="accepts"/> narrows it, and <paramref name="expected"/> says to what.</summary>
    public static Option<double> Number(
        string name,
        string placeholder,
        string description,
        double? fallback = null,
        string expected = "a number",
        Predicate<double>? accepts = null) =>
        Single(name, placeholder, description, Fallback(fallback), expected, (string text, out double value) =>
            Numerals.TryParse(text, out value) && double.IsFinite(value) && (accepts is null || accepts(value)));

    /// <summary>Seconds after which a command answers with the best so far.</summary>
    public static Option<double> TimeLimit() =>
        Number(
            "--time-limit",
            "S",
            "stop after so many seconds, with the best so far",
            expected: "a number of seconds above 0",
            accepts: s => s is > 0 and < 4e6);

    /// <summary>A comma list of numbers; NaN and infinities only where they are asked for.</summary>
    public static Option<double[]> Numbers(string name, string placeholder, string description, double[]? fallback = null, bool finite = true) =>
        Single<double[]>(name, placeholder, description, fallback is null ? null : (fallback, string.Join(',', fallback.Select(Numerals.Text))),
            "a comma list of numbers, such as 0.1,-2e-3", (string text, out double[] values) =>
            Numerals.TryParseList(text, out values) && (!finite || values.All(double.IsFinite)));

    /// <summary>Two values one after the other, each a number or a comma list of numbers.</summary>
    public static Option<double[][]> Ends(string name, string placeholder, string description) => new(name)
    {
        HelpName = placeholder,
        Description = description,
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            var ends = new double[result.Tokens.Count][];
            for (int i = 0; i < ends.Length; i++)
            {
                if (Numerals.TryParseList(result.Tokens[i].Value, out ends[i]) && ends[i].All(double.IsFinite)) continue;
                result.AddError($"{name}: '{result.Tokens[i].Value}' is not a number or a comma list of numbers, such as 0.1,-2e-3");
                return null;
            }

            return ends;
        },
    };

    /// <summary>A comma list of whole numbers.</summary>
    public static Option<int[]> Integers(string name, string placeholder, string description, int[]? fallback = null, int minimum = 0) =>
        Single<int[]>(name, placeholder, description, fallback is null ? null : (fallback, string.Join(',', fallback)),
            $"a comma list of whole numbers of at least {minimum}", (string text, out int[] values) =>
        {
            string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
            values = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[i]) || values[i] < minimum)
                    return false;
            }

            return true;
        });

    /// <summary>One of an enumeration's names, in lower case with a hyphen between words.</summary>
    public static Choice<T> Choice<T>(string name, string description, T? fallback = null)
        where T : struct, Enum
    {
        var option = new Choice<T>(name);
        SetChoice(option, typeof(T), description, fallback);
        return option;
    }

    private static void SetChoice(Option<Enum> option, Type type, string description, Enum? fallback)
    {
        Enum[] values = [.. Enum.GetValues(type).Cast<Enum>()];
        string[] names = [.. values.Select(Words.Of)];
        Set(option, string.Join('|', names), description, fallback is null ? null : (fallback, Words.Of(fallback)),
            $"one of {string.Join(", ", names)}", (string text, out Enum chosen) =>
        {
            int index = Array.IndexOf(names, text.ToLowerInvariant());
            chosen = index < 0 ? null! : values[index];
            return index >= 0;
        });
        option.CompletionSources.Add(names);
    }

    private static Option<T> Single<T>(
        string name, string placeholder, string description, (T Value, string Text)? fallback, string expected, Reader<T> read)
    {
        var option = new Option<T>(name);
        Set(option, placeholder, description, fallback, expected, read);
        return option;
    }

    private static void Set<T>(
        Option<T> option, string placeholder, string description, (T Value, string Text)? fallback, string expected, Reader<T> read)
    {
        option.HelpName = placeholder;
        option.Description = fallback is null ? description : $"{description} [default: {Listed(fallback.Value.Text)}]";
        option.Arity = ArgumentArity.ExactlyOne;
        option.CustomParser = result => Read(result, option.Name, expected, read);
        if (fallback is not null) option.DefaultValueFactory = _ => fallback.Value.Value;
    }

    /// <summary>A long list gets places at which its line may end.</summary>
    private static string Listed(string text) => text.Length > 50 ? text.Replace(",", ", ", StringComparison.Ordinal) : text;

    private static T? Read<T>(ArgumentResult result, string name, string expected, Reader<T> read)
    {
        string text = result.Tokens[0].Value;
        if (read(text, out T value)) return value;
        result.AddError($"{name}: '{text}' is not {expected}");
        return default;
    }

    private static (T, string)? Fallback<T>(T? value)
        where T : struct, IFormattable => value is { } given ? (given, given.ToString(null, CultureInfo.InvariantCulture)) : null;

    private static string Range(long minimum, long maximum, long top) => maximum == top ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
}

/// <summary>An option that is one of an enumeration's names.</summary>
/// <remarks>To the parser every enumeration is the same type: all of it is compiled anew, at each start, for each type of values.</remarks>
internal sealed class Choice<T>(string name) : Option<Enum>(name)
    where T : struct, Enum;
