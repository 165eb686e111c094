namespace Espalier.Neurons;

/// <summary>The best subset so far, by the upper end of its exact error; the empty one at the start. Nothing above a ceiling is looked for.</summary>
internal sealed class Incumbent
{
    private readonly NeuronProblem _problem;
    private readonly Effort _effort;
    private readonly double _tolerance;
    private readonly double _ceiling;
    private readonly long _boxLimit;

    public Incumbent(NeuronProblem problem, Effort effort, double tolerance = 1e-10, double ceiling = double.PositiveInfinity, long boxLimit = 200_000)
    {
        _problem = problem;
        _effort = effort;
        _tolerance = tolerance;
        _ceiling = ceiling;
        _boxLimit = boxLimit;
        Error = SupNorm.Evaluate(problem, [], tolerance, boxLimit);
        LeastLower = Error.Lower;
        effort.Tell(Error.Upper, 0);
    }

    public int[] Kept { get; private set; } = [];

    public SupNormBounds Error { get; private set; }

    /// <summary>The smallest lower end of any subset evaluated: those were not beaten for certain.</summary>
    public double LeastLower { get; private set; }

    /// <summary>What is to be beaten, on the unit sphere: the upper end, or the ceiling below it.</summary>
    public double Level => Math.Min(Error.Upper, _ceiling) / _problem.Radius;

    /// <summary>Evaluates a subset and keeps it if it is better.</summary>
    public SupNormBounds Offer(int[] kept)
    {
        SupNormBounds error = SupNorm.Evaluate(_problem, kept, _tolerance, _boxLimit, cancellation: _effort.Cancellation);
        _effort.Spend((error.Nodes + 1) * (kept.Length + 1));
        LeastLower = Math.Min(LeastLower, error.Lower);
        if (error.Upper < Error.Upper) (Kept, Error) = (kept, error);
        _effort.Tell(Error.Upper, 0);
        return error;
    }

    /// <summary>No subset is below this on the unit sphere.</summary>
    public void TellBound(double level) => _effort.Tell(Error.Upper, level * _problem.Radius * (1 - 1e-15));

    public NeuronSubsetResult Result(NeuronSubsetStatus status, double bound, long nodes) =>
        new(status, Kept, Error, Math.Max(0, Math.Min(bound, LeastLower)), nodes) { Work = _effort.Done };
}
