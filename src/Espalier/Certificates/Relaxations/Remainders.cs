using Espalier.Graphs.LinearMaps;

namespace Espalier.Certificates.Relaxations;

/// <summary>For every row: how far the truth may be from its form, and how large the form can be in all.</summary>
internal sealed class Remainders
{
    public double[] B { get; private set; } = [];

    public double[] D { get; private set; } = [];

    /// <summary>A bound on the sum of the magnitudes of the parts of B's form.</summary>
    public double[] SizeB { get; private set; } = [];

    /// <summary>The same for the difference.</summary>
    public double[] SizeD { get; private set; } = [];

    public void Reshape(int rows)
    {
        if (B.Length >= rows) return;
        int size = ColumnMatrix.Padded(rows);
        (B, D, SizeB, SizeD) = (new double[size], new double[size], new double[size], new double[size]);
    }
}
