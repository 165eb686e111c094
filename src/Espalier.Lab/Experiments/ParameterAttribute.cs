namespace Espalier.Lab.Experiments;

/// <summary>
/// What a property of an experiment's parameter record means and which values it takes. Its name comes from the property's (<c>MostWidth</c> is
/// <c>most-width</c>), its kind from the property's type, and its default from a new record.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterAttribute : Attribute
{
    /// <summary>A flag, or one of the words of an enumeration.</summary>
    public ParameterAttribute(string description) => Description = description;

    /// <summary>A number in [minimum, maximum].</summary>
    public ParameterAttribute(string description, double minimum, double maximum)
    {
        Description = description;
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>One of a few words; the first is the default of a record that says nothing else.</summary>
    public ParameterAttribute(string description, params string[] choices)
    {
        Description = description;
        Choices = choices;
    }

    /// <summary>One sentence without a full stop.</summary>
    public string Description { get; }

    /// <summary>The smallest value.</summary>
    public double Minimum { get; } = double.NegativeInfinity;

    /// <summary>The largest value.</summary>
    public double Maximum { get; } = double.PositiveInfinity;

    /// <summary>Whether the smallest value itself is refused.</summary>
    public bool IsMinimumExcluded { get; set; }

    /// <summary>The words allowed; empty unless the property is a text.</summary>
    public string[] Choices { get; } = [];

    /// <summary>Values, as a specification spells them, with which a figure of the experiment is worth looking at.</summary>
    public string? Suggested { get; set; }

    /// <summary>The unit, or null for a pure number.</summary>
    public string? Unit { get; set; }
}
