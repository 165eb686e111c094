using Espalier.Certificates.Chains;

namespace Espalier.Certificates.Relaxations;

/// <summary>Carries forms of B's values and of the difference A − B through all stages of a pair. Instances keep buffers and serve one caller at a time.</summary>
internal sealed class DifferencePass
{
    private readonly PairChain _chain;
    private readonly AffinePass _affine;
    private readonly ReluPass _relu;

    public DifferencePass(PairChain chain, bool withShares, int threads)
    {
        _chain = chain;
        Forms = new PairForms(chain.Inputs);
        Shares = withShares ? new WidthShares(chain.Inputs) : null;
        _affine = new AffinePass(threads);
        _relu = new ReluPass(Forms) { Shares = Shares };
    }

    /// <summary>After <see cref="Run"/>: the forms of the outputs.</summary>
    public PairForms Forms { get; }

    /// <summary>Which inputs make relaxed neurons wide, if that was asked for.</summary>
    public WidthShares? Shares { get; }

    /// <summary>The forms of the clamped neurons, stage after stage.</summary>
    public IReadOnlyList<ClampedForm> Clamped => _relu.Clamped;

    /// <summary>Runs all stages over a set of inputs, or over the part of it that meets the clamps.</summary>
    /// <returns>False if no input meets the clamps.</returns>
    public bool Run(InputSet inputs, ReadOnlySpan<Clamp> clamps)
    {
        Start(inputs);
        for (int i = 0; i < _chain.Stages.Length; i++)
        {
            PairStage stage = _chain.Stages[i];
            _affine.Run(Forms, stage);
            if (!stage.Rectified) _relu.Pass(stage);
            else if (!_relu.Run(stage, i, clamps)) return false;
        }

        return true;
    }

    private void Start(InputSet inputs)
    {
        PairForms forms = Forms;
        forms.IsBall = inputs.IsBall;
        forms.IsSame = true;
        forms.SharedSymbols.Clear();
        forms.OwnSymbols.Clear();
        forms.SharedColumns = 1;
        forms.OwnColumns = 0;
        forms.ClearActive();
        forms.B.Reshape(_chain.Inputs, 8);
        forms.Remainders.Reshape(_chain.Inputs);
        Shares?.Clear();
        _relu.Start();
        for (int j = 0; j < _chain.Inputs; j++)
        {
            forms.AddActive(j);
            Span<double> row = forms.B.Row(j);
            row.Clear();
            row[0] = inputs.Centre[j];
            forms.SharedSymbols.AddInput(j, inputs.Radius[j]);
            forms.Remainders.D[j] = forms.Remainders.SizeD[j] = 0;
            double size = Math.Abs(inputs.Centre[j]) + inputs.Radius[j];
            forms.Remainders.SizeB[j] = Math.BitIncrement(size);

            // Of a subnormal input no share is small enough for a float64: this one pays for what a huge weight makes of it.
            forms.Remainders.B[j] = size == 0 ? 0 : double.Epsilon;
        }
    }
}
