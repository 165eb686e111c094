namespace Espalier.Lab.Tour;

/// <summary>The stages of the tour's first half, in their order.</summary>
public enum TourStage
{
    /// <summary>The ticket is drawn.</summary>
    Drawing = 0,

    /// <summary>It is rebuilt from its seed, and every claim computed anew.</summary>
    Verifying = 1,

    /// <summary>Target and ticket read test glyphs.</summary>
    Reading = 2,

    /// <summary>The distance between them is bounded; as long as the others together.</summary>
    Certifying = 3,
}
