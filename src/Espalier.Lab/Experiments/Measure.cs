namespace Espalier.Lab.Experiments;

/// <summary>One column that an experiment records for every cell.</summary>
/// <param name="Name">Lower-case words joined by hyphens; no parameter of the experiment has the same name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">One sentence without a full stop.</param>
/// <param name="Unit">The unit, or null for a pure number.</param>
/// <param name="IsOptional">Whether some cells have no value for it.</param>
public sealed record Measure(string Name, ScalarKind Kind, string Description, string? Unit = null, bool IsOptional = false);
