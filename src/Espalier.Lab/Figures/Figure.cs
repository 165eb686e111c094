using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>What a figure shows, without how large or in which colours: see <see cref="FigureSvg"/> and <see cref="FigureCsv"/>.</summary>
/// <remarks>All texts may hold superscripts and subscripts as <c>^{…}</c> and <c>_{…}</c>.</remarks>
public sealed record Figure
{
    /// <summary>The most data points of all traces together that a figure takes.</summary>
    public const int MaxPoints = 500_000;

    /// <summary>What the figure is about; drawn above it and read out by screen readers.</summary>
    public required string Title { get; init; }

    /// <summary>What one sees, in a sentence or two, for those who do not see it.</summary>
    public required string Description { get; init; }

    /// <summary>The panels, drawn side by side and wrapped where the width does not suffice.</summary>
    public required ImmutableArray<Panel> Panels { get; init; }

    /// <summary>A figure of one panel.</summary>
    public static Figure Of(string title, string description, Panel panel) =>
        new() { Title = title, Description = description, Panels = [panel] };
}

/// <summary>A pair of axes and what is drawn on them.</summary>
public sealed record Panel
{
    /// <summary>A heading above the panel, or empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>What is drawn, from back to front.</summary>
    public required ImmutableArray<Trace> Traces { get; init; }

    /// <summary>Where the names of the series stand.</summary>
    public LegendPlacement Legend { get; init; }
}

/// <summary>Where the names of the series stand. Nothing of it ever covers data.</summary>
public enum LegendPlacement
{
    /// <summary>In a corner without data; if there is none, outside. Panels with the same series share one legend below.</summary>
    Auto,

    /// <summary>To the right of the panel.</summary>
    Right,

    /// <summary>Below the panel.</summary>
    Below,

    /// <summary>Beside the last point of each series.</summary>
    LineEnds,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>How values become positions.</summary>
public enum AxisScale
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>By logarithm, with ticks at powers of ten.</summary>
    Log10,

    /// <summary>By logarithm, with ticks at powers of two.</summary>
    Log2,

    /// <summary>Evenly, in radians, with ticks at fractions of π.</summary>
    Angle,

    /// <summary>Names, at 0, 1, 2, … from the left or from below.</summary>
    Categories,
}

/// <summary>An axis; a range that is not given comes from the data.</summary>
public sealed record Axis(string Label, AxisScale Scale = AxisScale.Linear)
{
    /// <summary>The lower end, or null to take it from the data.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end, or null to take it from the data.</summary>
    public double? High { get; init; }

    /// <summary>Whether only whole numbers mean something, such as places in a list: no mark stands between them.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The names on an axis of categories.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    internal bool IsLogarithmic => Scale is AxisScale.Log10 or AxisScale.Log2;

    /// <summary>An axis of names.</summary>
    public static Axis Of(string label, params ImmutableArray<string> categories) => new(label, AxisScale.Categories) { Categories = categories };
}
