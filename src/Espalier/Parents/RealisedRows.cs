using Espalier.Numerics;

namespace Espalier.Parents;

/// <summary>The weights that a mask makes of a parent, output channel by output channel.</summary>
/// <remarks>
/// For x ≥ 0 a weight acts as its entry of <see cref="Positive"/>, for x &lt; 0 as that of <see cref="Negative"/>; grids of one side know
/// only the former. A bias stands at the end of its row. One instance serves one thread.
/// </remarks>
internal abstract class RealisedRows
{
    protected RealisedRows(ParentGrid grid)
    {
        Positive = new DoubleDouble[grid.Shape.RowLength];
        Negative = grid.IsTwoSided ? new DoubleDouble[Positive.Length] : Positive;
        Magnitudes = new double[Positive.Length];
    }

    /// <summary>The weights of the current row for inputs ≥ 0, in the order in which the operator stores them.</summary>
    public DoubleDouble[] Positive { get; }

    /// <summary>The weights of the current row for inputs &lt; 0; the same array where there is no difference.</summary>
    public DoubleDouble[] Negative { get; }

    /// <summary>What the magnitudes of the parts of each weight add up to: how far double-double may have strayed.</summary>
    public double[] Magnitudes { get; }

    /// <summary>Makes a row.</summary>
    public abstract void Realise(int channel);

    /// <summary>The same grid for another thread.</summary>
    public abstract RealisedRows ForAnotherThread();
}
