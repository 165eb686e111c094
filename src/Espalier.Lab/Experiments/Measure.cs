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
}

/// <summary>A share of trials that are independent of each other, within a cell and between cells.</summary>
/// <param name="Count">The measure that counts them.</param>
/// <param name="Trials">The parameter or measure that says how many there were.</param>
public sealed record ShareOf(string Count, string Trials);
