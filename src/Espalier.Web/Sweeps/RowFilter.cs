using System.Globalization;
using System.Text.RegularExpressions;
using Espalier.Lab.Experiments;
using Espalier.Lab.Storage;

namespace Espalier.Web.Sweeps;

/// <summary>Conditions such as <c>candidates&gt;=10 distribution=uniform</c>, all of which a row must meet.</summary>
internal static partial class RowFilter
{
    private static readonly char[] Separators = [' ', ','];

    /// <summary>Whether a row meets the conditions.</summary>
    /// <exception cref="InvalidInputException">This is no condition on the table.</exception>
    public static Predicate<int> Parse(RecordTable table, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return static _ => true;
        Predicate<int>[] all = [
            .. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(term => Term(table, term)),
        ];
        return row => Array.TrueForAll(all, condition => condition(row));
    }

    private static Predicate<int> Term(RecordTable table, string term)
    {
        Match match = Condition().Match(term);
        if (!match.Success)
            throw new InvalidInputException("filter", null, $"\"{term}\" is no condition", "write for example candidates>=10 distribution=uniform");
        Column column = table[match.Groups["name"].Value];
        (string sign, string value) = (match.Groups["sign"].Value, match.Groups["value"].Value);
        if (column.Kind is ScalarKind.Text or ScalarKind.Flag)
        {
            return sign switch
            {
                "=" => row => column.Has(row) && column[row].ToString() == value,
                "!=" => row => column.Has(row) && column[row].ToString() != value,
                _ => throw new InvalidInputException("filter", null, $"{column.Name} holds words", "compare them with = or !="),
            };
        }

        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            throw new InvalidInputException("filter", null, $"\"{value}\" is no number", $"{column.Name} holds numbers");
        return row => column.NumberOrNull(row) is { } here && sign switch
        {
            "=" => here == number,
            "!=" => here != number,
            "<" => here < number,
            "<=" => here <= number,
            ">" => here > number,
            _ => here >= number,
        };
    }

    [GeneratedRegex("^(?<name>[^<>=!]+)(?<sign><=|>=|!=|=|<|>)(?<value>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
