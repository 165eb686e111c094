using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Lab.Experiments;

/// <summary>
/// One parameter of an experiment: name, kind, unit, default, range and a sentence about it.
/// Validation, <c>lab list</c>, <c>lab template</c> and the store's manifest are all made from this one entry.
/// </summary>
public sealed record Parameter
{
    private Parameter(string name, ScalarKind kind, string description, Scalar standard)
    {
        Name = name;
        Kind = kind;
        Description = description;
        Default = standard;
    }

    /// <summary>Lower-case words joined by hyphens.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public ScalarKind Kind { get; }

    /// <summary>One sentence without a full stop.</summary>
    public string Description { get; }

    /// <summary>The value where a specification is silent.</summary>
    public Scalar Default { get; }

    /// <summary>The unit, or null for a pure number.</summary>
    public string? Unit { get; private init; }

    /// <summary>The smallest value allowed.</summary>
    public double Minimum { get; private init; } = double.NegativeInfinity;

    /// <summary>The largest value allowed.</summary>
    public double Maximum { get; private init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Minimum"/> itself is refused.</summary>
    public bool IsMinimumExcluded { get; private init; }

    /// <summary>
    /// Values, as a specification spells them, with which a figure of the experiment is worth looking at; null for the default alone.
    /// </summary>
    public string? Suggested { get; internal init; }

    /// <summary>The words allowed, in the order of preference; empty unless the kind is text.</summary>
    public ImmutableArray<string> Choices { get; private init; } = [];

    /// <summary>A whole number in [minimum, maximum].</summary>
    public static Parameter WholeNumber(string name, string description, long standard, long minimum, long maximum, string? unit = null) =>
        new(name, ScalarKind.Integer, description, Scalar.Of(standard)) { Minimum = minimum, Maximum = maximum, Unit = unit };

    /// <summary>A finite number in [minimum, maximum], or in (minimum, maximum].</summary>
    public static Parameter Real(
        string name, string description, double standard, double minimum, double maximum, bool excludeMinimum = false, string? unit = null) =>
        new(name, ScalarKind.Number, description, Scalar.Of(standard))
        {
            Minimum = minimum,
            Maximum = maximum,
            IsMinimumExcluded = excludeMinimum,
            Unit = unit,
        };

    /// <summary>One of a few words; the first is the default.</summary>
    public static Parameter OneOf(string name, string description, params ReadOnlySpan<string> choices) =>
        OneOf(name, description, choices[0], [.. choices]);

    /// <summary>One of a few words, with any of them as the default.</summary>
    internal static Parameter OneOf(string name, string description, string standard, ImmutableArray<string> choices) =>
        new(name, ScalarKind.Text, description, Scalar.Of(standard)) { Choices = choices };

    /// <summary>True or false.</summary>
    public static Parameter Switch(string name, string description, bool standard) =>
        new(name, ScalarKind.Flag, description, Scalar.Of(standard));

    /// <summary>What is allowed, as a clause: <c>a whole number from 1 to 44</c>.</summary>
    public string Allowed => Kind switch
    {
        ScalarKind.Integer => $"a whole number from {Bound(Minimum)} to {Bound(Maximum)}",
        ScalarKind.Number when double.IsInfinity(Minimum) => double.IsInfinity(Maximum) ? "a number" : $"a number up to {Bound(Maximum)}",
        ScalarKind.Number when double.IsInfinity(Maximum) =>
            IsMinimumExcluded ? $"a number above {Bound(Minimum)}" : $"a number from {Bound(Minimum)} on",
        ScalarKind.Number =>
            IsMinimumExcluded ? $"a number above {Bound(Minimum)} and up to {Bound(Maximum)}" : $"a number from {Bound(Minimum)} to {Bound(Maximum)}",
        ScalarKind.Flag => "true or false",
        _ => $"one of {string.Join(", ", Choices)}",
    };

    /// <summary>Reads a value as a specification spells it; the problem is a clause, null when the value is allowed.</summary>
    internal Scalar Parse(string text, out string? problem)
    {
        problem = null;
        Scalar value = Kind switch
        {
            ScalarKind.Integer => ParseInteger(text),
            ScalarKind.Number =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                    ? Scalar.Of(number)
                    : default,
            ScalarKind.Flag => text switch { "true" => Scalar.Of(true), "false" => Scalar.Of(false), _ => default },
            _ => Scalar.Of(text),
        };
        if (value.Kind == ScalarKind.None || !Allows(value)) problem = $"{Name} is \"{text}\", which is not {Allowed}";
        return value;
    }

    /// <summary>Whether a value of the right kind lies in the range.</summary>
    internal bool Allows(Scalar value) => value.Kind == Kind && Kind switch
    {
        ScalarKind.Integer or ScalarKind.Number => value.Number <= Maximum && (IsMinimumExcluded ? value.Number > Minimum : value.Number >= Minimum),
        ScalarKind.Text => Choices.Contains(value.Text),
        _ => true,
    };

    /// <summary>1e6 is a whole number too.</summary>
    private static Scalar ParseInteger(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) return Scalar.Of(whole);
        bool isWhole = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number == decimal.Truncate(number)
            && Math.Abs(number) < long.MaxValue;
        return isWhole ? Scalar.Of((long)number) : default;
    }

    private static string Bound(double value) => CanonicalJson.Text(value);
}
