namespace Espalier.Lab.Experiments;

/// <summary>One column that an experiment records for every cell.</summary>
/// <param name="Name">Lower-case words joined by hyphens; no parameter of the experiment has the same name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">One sentence without a full stop.</param>
/// <param name="Unit">The unit, or null for a pure number.</param>
/// <param name="IsOptional">Whether some cells have no value for it.</param>
public sealed record Measure(string Name, ScalarKind Kind, string Description, string? Unit = null, bool IsOptional = false)
{
    /// <summary>The whole numbers whose ratio this is, where it is a share of independent trials: its intervals are then exact.</summary>
    public ShareOf? Share { get; init; }

    /// <summary>The smallest and the largest value that it can have, or null: no interval leaves them.</summary>
    public MeasureBounds? Bounds { get; init; }

    /// <summary>The same, also of flags and of shares of trials, whose own intervals are exact.</summary>
    internal MeasureBounds? Reach => Bounds ?? (Share is not null || Kind == ScalarKind.Flag ? new(0, 1) : null);

    /// <summary>A share of something, or a probability: a number in [0, 1].</summary>
    public static Measure OfShare(string name, string description, bool isOptional = false) =>
        new(name, ScalarKind.Number, description, IsOptional: isOptional) { Bounds = new(0, 1) };
}

/// <summary>The smallest and the largest value of a measure.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
public readonly record struct MeasureBounds(double Low, double High)
{
    /// <summary>Whether a value is possible.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>A share of trials that are independent of each other, within a cell and between cells.</summary>
/// <param name="Count">The measure that counts them.</param>
/// <param name="Trials">The parameter or measure that says how many there were.</param>
public sealed record ShareOf(string Count, string Trials);
