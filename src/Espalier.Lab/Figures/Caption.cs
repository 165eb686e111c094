namespace Espalier.Lab.Figures;

/// <summary>A text outside the plot: a label of a tick, an axis or a panel.</summary>
internal readonly record struct Caption(Spot Spot, string Text, double Size, string ClassName, TextAnchor Anchor, bool Bold = false, double Turn = 0)
{
    public void Write(SvgWriter svg) => svg.Text(Spot, Text, Size, ClassName, Anchor, Bold, Turn);
}
