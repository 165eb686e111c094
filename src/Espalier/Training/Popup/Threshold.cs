namespace Espalier.Training.Popup;

/// <summary>
/// Which scores of a matrix are kept: those whose magnitude is above a value, and of those equal to it the ones that stand before a position.
/// </summary>
/// <param name="Magnitude">The bits of the smallest kept magnitude.</param>
/// <param name="Row">The row of the first element that is removed although it equals the smallest kept magnitude.</param>
/// <param name="Column">Its column.</param>
internal readonly record struct Threshold(int Magnitude, int Row, int Column)
{
    /// <summary>Keeps every score.</summary>
    public static Threshold All => KeepingTies(0);

    /// <summary>Keeps no score: finite magnitudes are smaller.</summary>
    public static Threshold None => KeepingTies(int.MaxValue);

    /// <summary>Keeps a magnitude wherever it stands.</summary>
    public static Threshold KeepingTies(int magnitude) => new(magnitude, int.MaxValue, 0);

    /// <summary>Removes a magnitude wherever it stands.</summary>
    public static Threshold RemovingTies(int magnitude) => new(magnitude, 0, 0);

    /// <summary>How many elements of a row, from a column on, are kept if they equal the magnitude: those that stand first.</summary>
    public int Ties(int row, int column, int columns) => row < Row ? columns : row > Row ? 0 : Math.Clamp(Column - column, 0, columns);

    /// <summary>Whether an element is kept.</summary>
    public bool Keeps(int magnitude, int row, int column) => magnitude > Magnitude || (magnitude == Magnitude && Ties(row, column, 1) == 1);
}
