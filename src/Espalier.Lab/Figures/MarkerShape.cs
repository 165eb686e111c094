namespace Espalier.Lab.Figures;

/// <summary>Seven markers: disc, square, triangle up, diamond, triangle down, cross, plus; all of about the same area.</summary>
internal static class MarkerShape
{
    private static readonly Spot[][] Outlines =
    [
        [],
        [new(-0.9, -0.9), new(0.9, -0.9), new(0.9, 0.9), new(-0.9, 0.9)],
        [new(0, -1.25), new(1.15, 0.8), new(-1.15, 0.8)],
        [new(0, -1.3), new(1.3, 0), new(0, 1.3), new(-1.3, 0)],
        [new(0, 1.25), new(1.15, -0.8), new(-1.15, -0.8)],
        Cross(0.7071),
        Cross(0),
    ];

    /// <summary>How far a marker of radius one reaches.</summary>
    public const double Reach = 1.35;

    /// <summary>Markers with a rim of the ground's colour; crowded ones have none, and let others shine through.</summary>
    public static void Write(SvgWriter svg, IEnumerable<Spot> spots, SeriesLook look, double radius, bool crowded = false)
    {
        string rim = crowded ? "fill-opacity=\"0.7\"" : $"stroke-width=\"{SvgWriter.Number(0.25 * radius)}\"";
        string className = crowded ? Invariant($"fill-{look.Colour}") : Invariant($"fill-{look.Colour} rim");
        if (look.Marker == 0)
        {
            foreach (Spot spot in spots) svg.Circle(spot, radius, className, rim);
            return;
        }

        Spot[] outline = Outlines[look.Marker];
        svg.Path(
            spots.Select(spot => (Spot[])[.. outline.Select(o => new Spot(spot.X + (radius * o.X), spot.Y + (radius * o.Y)))]), true, className, rim);
    }

    /// <summary>A plus of twelve corners, turned by 45° when the sine is that of 45°.</summary>
    private static Spot[] Cross(double turn)
    {
        const double arm = 1.3;
        const double half = 0.42;
        Spot[] plus =
        [
            new(-half, -arm), new(half, -arm), new(half, -half), new(arm, -half), new(arm, half), new(half, half),
            new(half, arm), new(-half, arm), new(-half, half), new(-arm, half), new(-arm, -half), new(-half, -half),
        ];
        return turn == 0 ? plus : [.. plus.Select(p => new Spot(turn * (p.X - p.Y), turn * (p.X + p.Y)))];
    }
}
