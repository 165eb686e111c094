using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>Something drawn on a panel. Traces with the same series name share colour, marker, dashes and legend entry.</summary>
/// <remarks>
/// A point whose coordinate is not finite, or not positive on a logarithmic axis, is left out: a line breaks there, and the figure's
/// description counts what is missing. Ends of intervals may be infinite (or not positive on a logarithmic axis): they run to the edge.
/// </remarks>
public abstract record Trace
{
    private protected Trace(string series) => Series = series;

    /// <summary>The name in the legend; empty for none.</summary>
    public string Series { get; }

    /// <summary>What is said of each row where a page shows the figure and a reader points at it; empty for the plain numbers.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    internal abstract string Kind { get; }

    internal abstract int Count { get; }

    internal abstract Datum Row(int index);

    /// <summary>The lengths that must agree.</summary>
    internal abstract ReadOnlySpan<int> Lengths();
}

/// <summary>One row of a trace; what the trace has no column for is null.</summary>
internal readonly record struct Datum(double? X = null, double? Y = null, double? Lower = null, double? Upper = null, double? Value = null);

/// <summary>Points joined by a line.</summary>
public sealed record LineTrace(string Series, ImmutableArray<double> X, ImmutableArray<double> Y) : Trace(Series)
{
    /// <summary>Whether the points are marked as well.</summary>
    public bool Markers { get; init; }

    internal override string Kind => "line";

    internal override int Count => X.Length;

    internal override Datum Row(int index) => new(X[index], Y[index]);

    internal override ReadOnlySpan<int> Lengths() => (int[])[X.Length, Y.Length];
}

/// <summary>Points.</summary>
public sealed record ScatterTrace(string Series, ImmutableArray<double> X, ImmutableArray<double> Y) : Trace(Series)
{
    internal override string Kind => "scatter";

    internal override int Count => X.Length;

    internal override Datum Row(int index) => new(X[index], Y[index]);

    internal override ReadOnlySpan<int> Lengths() => (int[])[X.Length, Y.Length];
}

/// <summary>The area between two curves.</summary>
public sealed record BandTrace(string Series, ImmutableArray<double> X, ImmutableArray<double> Lower, ImmutableArray<double> Upper) : Trace(Series)
{
    internal override string Kind => "band";

    internal override int Count => X.Length;

    internal override Datum Row(int index) => new(X[index], null, Lower[index], Upper[index]);

    internal override ReadOnlySpan<int> Lengths() => (int[])[X.Length, Lower.Length, Upper.Length];
}

/// <summary>Points with vertical intervals.</summary>
public sealed record ErrorBarTrace(
    string Series, ImmutableArray<double> X, ImmutableArray<double> Y, ImmutableArray<double> Lower, ImmutableArray<double> Upper) : Trace(Series)
{
    internal override string Kind => "error bars";

    internal override int Count => X.Length;

    internal override Datum Row(int index) => new(X[index], Y[index], Lower[index], Upper[index]);

    internal override ReadOnlySpan<int> Lengths() => (int[])[X.Length, Y.Length, Lower.Length, Upper.Length];
}

/// <summary>A bar for each category of the horizontal axis; several such traces stand side by side.</summary>
public sealed record BarTrace(string Series, ImmutableArray<double> Y) : Trace(Series)
{
    /// <summary>Lower ends of intervals, or empty.</summary>
    public ImmutableArray<double> Lower { get; init; } = [];

    /// <summary>Upper ends of intervals, or empty.</summary>
    public ImmutableArray<double> Upper { get; init; } = [];

    internal bool HasIntervals => !Lower.IsEmpty;

    internal override string Kind => "bars";

    internal override int Count => Y.Length;

    internal override Datum Row(int index) => HasIntervals ? new(index, Y[index], Lower[index], Upper[index]) : new(index, Y[index]);

    internal override ReadOnlySpan<int> Lengths() =>
        Lower.IsEmpty && Upper.IsEmpty ? [Y.Length] : (int[])[Y.Length, Lower.Length, Upper.Length];
}

/// <summary>A colour for each pair of categories. The name stands beside the colour scale.</summary>
/// <param name="Series">What the values are.</param>
/// <param name="Columns">The number of categories on the horizontal axis.</param>
/// <param name="Values">The values, row by row from below.</param>
public sealed record HeatMapTrace(string Series, int Columns, ImmutableArray<double> Values) : Trace(Series)
{
    /// <summary>Whether colours follow the logarithm of the values.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Whether cells that have room for it carry their value.</summary>
    public bool ShowValues { get; init; }

    internal override string Kind => "heat map";

    internal override int Count => Values.Length;

    internal override Datum Row(int index) => new(index % Columns, index / Columns, null, null, Values[index]);

    internal override ReadOnlySpan<int> Lengths() => (int[])[Values.Length];
}

/// <summary>A straight line across the panel at a value of one axis, with a label.</summary>
public sealed record ReferenceTrace : Trace
{
    private ReferenceTrace(double value, bool isVertical, string label)
        : base("") => (Value, IsVertical, Label) = (value, isVertical, label);

    /// <summary>Where on its axis.</summary>
    public double Value { get; }

    /// <summary>Whether the line stands upright.</summary>
    public bool IsVertical { get; }

    /// <summary>The text at its end, or empty.</summary>
    public string Label { get; }

    internal override string Kind => "reference";

    internal override int Count => 1;

    /// <summary>A level line at a value of the vertical axis.</summary>
    public static ReferenceTrace AtY(double value, string label = "") => new(value, false, label);

    /// <summary>An upright line at a value of the horizontal axis.</summary>
    public static ReferenceTrace AtX(double value, string label = "") => new(value, true, label);

    internal override Datum Row(int index) => IsVertical ? new(X: Value) : new(Y: Value);

    internal override ReadOnlySpan<int> Lengths() => [];
}

/// <summary>A text at a point of the panel: above it and centred, or beside it.</summary>
public sealed record AnnotationTrace(double X, double Y, string Text) : Trace("")
{
    /// <summary>On which side of the point the text stands.</summary>
    public TextSide Side { get; init; } = TextSide.Above;

    internal override string Kind => "annotation";

    internal override int Count => 1;

    internal override Datum Row(int index) => new(X, Y);

    internal override ReadOnlySpan<int> Lengths() => [];
}

/// <summary>A side of a point.</summary>
public enum TextSide
{
    /// <summary>Above, centred.</summary>
    Above,

    /// <summary>Below, centred.</summary>
    Below,

    /// <summary>To the left.</summary>
    Left,

    /// <summary>To the right.</summary>
    Right,
}
