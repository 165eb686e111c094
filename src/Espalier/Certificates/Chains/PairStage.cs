namespace Espalier.Certificates.Chains;

/// <summary>One stage of two networks A and B side by side: z_A − z_B = W_A·(h_A − h_B) + (W_A − W_B)·h_B + (b_A − b_B).</summary>
internal sealed class PairStage
{
    public PairStage(AffineStage a, AffineStage b)
    {
        if (a.Outputs != b.Outputs || a.Inputs != b.Inputs || a.Rectified != b.Rectified) throw new ArgumentException("the stages differ in shape");
        A = a;
        B = b;
        Difference = Subtract(a.Weights, b.Weights);
        DifferenceColumns = Difference is null ? null : ColumnMatrix.Of(Difference, a.Outputs, a.Inputs);
        BiasDifference = Subtract(a.Bias, b.Bias);
    }

    public AffineStage A { get; }

    public AffineStage B { get; }

    /// <summary>W_A − W_B rounded to nearest, so within 2⁻⁵³ of itself (a difference of float64 never underflows); null where all are 0.</summary>
    public double[]? Difference { get; }

    /// <summary>The same, column after column.</summary>
    public ColumnMatrix? DifferenceColumns { get; }

    /// <summary>b_A − b_B, rounded likewise; null where all are 0.</summary>
    public double[]? BiasDifference { get; }

    public int Outputs => A.Outputs;

    public int Inputs => A.Inputs;

    public bool Rectified => A.Rectified;

    /// <summary>The stage that computes one of the outputs alone.</summary>
    public PairStage Row(int output) => new(Row(A, output), Row(B, output));

    private static AffineStage Row(AffineStage stage, int output) =>
        new(1, stage.Inputs, stage.Weights[(output * stage.Inputs)..((output + 1) * stage.Inputs)], [stage.Bias[output]], stage.Rectified);

    private static double[]? Subtract(double[] a, double[] b)
    {
        if (ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b)) return null;
        var difference = new double[a.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = a[i] - b[i];
        return difference;
    }
}
