using Espalier.Certificates.Steps;

namespace Espalier.Certificates.Relaxations;

/// <summary>
/// Carries forms of B's values and of the difference A − B through all steps of a pair. Instances keep buffers and serve one
/// caller at a time.
/// </summary>
internal sealed class DifferencePass
{
    /// <summary>How many symbols may be bounded together: once, and in each of many pieces.</summary>
    private const int MostTerms = 2000;
    private const int MostTermsOfPieces = 256;

    /// <summary>How much a choice of slopes may cost in each of its steps: once, and in each of many pieces.</summary>
    private const double MostWork = 1e9;
    private const double MostWorkOfPieces = 3e7;

    private readonly PairGraph _graph;
    private readonly AffinePass _affine;
    private readonly ReluPass _relu;
    private readonly PairForms[] _forms;
    private readonly CancellationToken _cancel;

    public DifferencePass(PairGraph graph, bool withShares, int threads, Coupling coupling = Coupling.None, CancellationToken cancel = default)
    {
        _graph = graph;
        List<Neuron> shared = [], own = [];
        _forms = [.. Enumerable.Range(0, graph.Slots.Count).Select(_ => new PairForms(graph.Inputs, shared, own))];
        Shares = withShares ? new WidthShares(graph.Inputs) : null;
        _affine = new AffinePass(threads);
        Coupling = coupling;
        Magnitudes? magnitudes = coupling == Coupling.None ? null : new Magnitudes();
        _relu = new ReluPass { Shares = Shares, Magnitudes = magnitudes };
        Threads = threads;
        _cancel = cancel;
    }

    /// <summary>After <see cref="Run"/>: the forms of the outputs.</summary>
    public PairForms Forms => At(_graph.Steps.Length);

    /// <summary>Which inputs make relaxed neurons wide, if that was asked for.</summary>
    public WidthShares? Shares { get; }

    /// <summary>The number of threads that may work on the pass.</summary>
    public int Threads { get; }

    /// <summary>How symbols are bounded together.</summary>
    public Coupling Coupling { get; }

    /// <summary>Bounds the symbols of all outputs together, if that was asked for and no neurons are clamped.</summary>
    public CoupledOutputs? Together =>
        _relu.Magnitudes is { } known && _relu.Clamped.Count == 0 ? new CoupledOutputs(this, known, MostTerms, Threads) : null;

    /// <summary>Bounds symbols together, if that was asked for.</summary>
    public CoupledReach? Coupled => _relu.Magnitudes is not { } known ? null
        : _relu.Clamped.Count == 0
            ? new CoupledReach(Forms, known, MostTerms, Threads, CoupledReach.ManyAnswers, _cancel, Coupling == Coupling.Shared)
            : new CoupledReach(Forms, known, MostTermsOfPieces, Threads, ChosenSlopes.FewAnswers, _cancel, Coupling == Coupling.Shared);

    /// <summary>Chooses slopes for single forms, if symbols are bounded together and these are not too many.</summary>
    public ChosenSlopes? Slopes => _relu.Magnitudes is { } known && (double)known.Shared.Length * Forms.D.Stride <= MostWorkOfPieces
        ? new ChosenSlopes(Forms, known)
        : null;

    /// <summary>The forms of the clamped neurons, step after step.</summary>
    public IReadOnlyList<ClampedForm> Clamped => _relu.Clamped;

    /// <summary>Whether a neuron's sign makes it linear.</summary>
    public bool HasSigns(Neuron neuron) => _graph.Steps[neuron.Step].Rectified;

    /// <summary>Runs all steps over a set of inputs, or over the part of it that meets the clamps.</summary>
    public PassOutcome Run(InputSet inputs, ReadOnlySpan<Clamp> clamps)
    {
        Start(inputs);
        for (int i = 0; i < _graph.Steps.Length; i++)
        {
            PairStep step = _graph.Steps[i];
            PairForms made = At(i + 1);
            if (!_affine.TryRun(step, _forms, _graph.Slots, made)) return PassOutcome.TooLarge;
            _relu.Narrower = step.Rectified && _relu.Magnitudes is { } known
                ? RowEnds.Of(made, step.Outputs, known, clamps.IsEmpty && Coupling == Coupling.Single ? MostWork : MostWorkOfPieces, Threads)
                : null;
            if (step.Curve is { } curve) _relu.Curve(made, step.Outputs, i, new SShape(curve));
            else if (!step.Rectified) _relu.Pass(made, step.Outputs);
            else if (!_relu.Run(made, step.Outputs, i, clamps)) return PassOutcome.Empty;
        }

        return PassOutcome.Bounded;
    }

    private PairForms At(int value) => _forms[_graph.Slots[value]];

    private void Start(InputSet inputs)
    {
        foreach (PairForms each in _forms) each.IsBall = inputs.IsBall;
        PairForms forms = At(0);
        forms.SharedSymbols.Neurons.Clear();
        forms.OwnSymbols.Neurons.Clear();
        forms.BeginInputs();
        forms.B.Reshape(_graph.Inputs, 8);
        forms.Remainders.Reshape(_graph.Inputs);
        Shares?.Clear();
        _relu.Start();
        for (int j = 0; j < _graph.Inputs; j++)
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

/// <summary>What became of a pass.</summary>
internal enum PassOutcome
{
    /// <summary>The outputs have forms.</summary>
    Bounded,

    /// <summary>No input meets the clamps.</summary>
    Empty,

    /// <summary>The forms would not fit: nothing is known.</summary>
    TooLarge,
}
