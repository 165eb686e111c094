namespace Espalier.Work.Inputs;

/// <summary>Checks the fields of a request.</summary>
internal static class Require
{
    /// <summary>A whole number from a minimum to a maximum.</summary>
    public static void Whole(string field, long value, long minimum, long maximum)
    {
        if (value < minimum || value > maximum)
            throw new InvalidInputException(field, null, $"the value is {value}", $"give a whole number from {minimum} to {maximum}");
    }

    /// <summary>A whole number or nothing.</summary>
    public static void Whole(string field, long? value, long minimum, long maximum)
    {
        if (value is { } given) Whole(field, given, minimum, maximum);
    }

    /// <summary>A finite number that is accepted.</summary>
    public static void Number(string field, double value, string expected, Predicate<double> accepts)
    {
        if (!double.IsFinite(value) || !accepts(value))
            throw new InvalidInputException(field, null, $"the value is {Numerals.Text(value)}", $"give {expected}");
    }

    /// <summary>A finite number that is accepted, or nothing.</summary>
    public static void Number(string field, double? value, string expected, Predicate<double> accepts)
    {
        if (value is { } given) Number(field, given, expected, accepts);
    }

    /// <summary>A finite number above 0.</summary>
    public static void Positive(string field, double value) => Number(field, value, "a number above 0", static number => number > 0);

    /// <summary>A probability that is neither 0 nor 1, or nothing.</summary>
    public static void Probability(string field, double? value) =>
        Number(field, value, "a number between 0 and 1", static number => number is > 0 and < 1);
}
