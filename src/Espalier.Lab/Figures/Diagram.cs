using System.Collections.Immutable;

namespace Espalier.Lab.Figures;

/// <summary>A drawing of simple shapes in its own coordinates: x to the right, y downwards, 0 ≤ x ≤ width, 0 ≤ y ≤ height.</summary>
/// <param name="Title">What it is about; read out by screen readers, not drawn.</param>
/// <param name="Description">What one sees, for those who do not see it.</param>
/// <param name="Width">The width of the drawing; a unit is a pixel at text of size 13.</param>
/// <param name="Height">The height of the drawing.</param>
/// <param name="Shapes">The shapes, from back to front.</param>
public sealed record Diagram(string Title, string Description, double Width, double Height, ImmutableArray<DiagramShape> Shapes);

/// <summary>A colour by its role: it follows the theme.</summary>
public enum Tone
{
    /// <summary>The colour of text.</summary>
    Ink,

    /// <summary>The colour of secondary text.</summary>
    Soft,

    /// <summary>Something that has been taken away.</summary>
    Faint,

    /// <summary>The ground itself.</summary>
    Ground,

    /// <summary>The first series colour: blue.</summary>
    First,

    /// <summary>The second series colour: vermilion.</summary>
    Second,

    /// <summary>The third series colour: green.</summary>
    Third,

    /// <summary>The fourth series colour: purple.</summary>
    Fourth,
}

/// <summary>A shape of a diagram.</summary>
public abstract record DiagramShape
{
    private protected DiagramShape(Tone tone) => Tone = tone;

    /// <summary>The colour.</summary>
    public Tone Tone { get; }

    internal abstract string Kind { get; }

    /// <summary>The corners of the box around the shape, strokes aside.</summary>
    internal abstract (double Left, double Top, double Right, double Bottom) Extent { get; }
}

/// <summary>A circle, filled with its colour or with the ground, with a text inside.</summary>
public sealed record NodeShape(double X, double Y, double Radius, Tone Tone, string Text = "") : DiagramShape(Tone)
{
    /// <summary>Whether the inside has the colour rather than the ground.</summary>
    public bool Filled { get; init; }

    /// <summary>Whether the rim is dashed.</summary>
    public bool Dashed { get; init; }

    internal override string Kind => "node";

    internal override (double Left, double Top, double Right, double Bottom) Extent => (X - Radius, Y - Radius, X + Radius, Y + Radius);
}

/// <summary>A straight line, with an arrow head at its end if wanted.</summary>
public sealed record EdgeShape(double FromX, double FromY, double ToX, double ToY, Tone Tone) : DiagramShape(Tone)
{
    /// <summary>The width of the stroke.</summary>
    public double Stroke { get; init; } = 1.2;

    /// <summary>Whether the line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether the end carries an arrow head.</summary>
    public bool Arrow { get; init; }

    internal override string Kind => "edge";

    internal override (double Left, double Top, double Right, double Bottom) Extent =>
        (Math.Min(FromX, ToX), Math.Min(FromY, ToY), Math.Max(FromX, ToX), Math.Max(FromY, ToY));
}

/// <summary>Joined points, open or closed; closed ones are filled lightly.</summary>
public sealed record OutlineShape(ImmutableArray<double> X, ImmutableArray<double> Y, Tone Tone) : DiagramShape(Tone)
{
    /// <summary>Whether the last point is joined to the first.</summary>
    public bool Closed { get; init; }

    /// <summary>Whether the line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>The width of the stroke.</summary>
    public double Stroke { get; init; } = 1.6;

    internal override string Kind => "outline";

    internal override (double Left, double Top, double Right, double Bottom) Extent => (X.Min(), Y.Min(), X.Max(), Y.Max());
}

/// <summary>A text, which may hold <c>^{…}</c> and <c>_{…}</c>, centred at a point or beginning or ending there.</summary>
public sealed record TextShape(double X, double Y, string Text, Tone Tone = Tone.Ink) : DiagramShape(Tone)
{
    /// <summary>The size of the text.</summary>
    public double Size { get; init; } = 13;

    /// <summary>Where the text stands: above and below stand for centred.</summary>
    public TextSide Side { get; init; } = TextSide.Above;

    /// <summary>Whether the text is set like a formula.</summary>
    public bool Formula { get; init; }

    /// <summary>Whether the ground's colour surrounds the text, so that it can stand on a line.</summary>
    public bool Halo { get; init; }

    /// <summary>Whether the text is a heading.</summary>
    public bool Bold { get; init; }

    internal override string Kind => "text";

    internal TextAnchor Anchor => Side switch { TextSide.Right => TextAnchor.Start, TextSide.Left => TextAnchor.End, _ => TextAnchor.Middle };

    internal override (double Left, double Top, double Right, double Bottom) Extent
    {
        get
        {
            Box box = new TextMark(new(X, Y), Text, Size, Anchor, "").Bounds;
            return (box.Left, box.Top, box.Right, box.Bottom);
        }
    }
}
