using Espalier.Neurons.Behind;
using Espalier.Neurons.Sphere;

namespace Espalier.Neurons;

/// <summary>The best subset so far, by the upper end of its exact error; the empty one at the start. Nothing above a ceiling is looked for.</summary>
internal sealed class Incumbent
{
    private readonly ScaledProblem _problem;
    private readonly Effort _effort;
    private readonly double _tolerance;
    private readonly double _ceiling;
    private readonly long _patternLimit;

    public Incumbent(
        ScaledProblem problem,
        Effort effort,
        double tolerance = 1e-10,
        double ceiling = double.PositiveInfinity,
        long patternLimit = 200_000,
        bool outputRelu = false)
    {
        OutputRelu = outputRelu;
        _problem = problem;
        _effort = effort;
        _tolerance = tolerance;
        _ceiling = ceiling;
        _patternLimit = patternLimit;
        Error = SupNorm.Evaluate(problem.Original, [], tolerance, patternLimit);
        LeastLower = Error.Lower;
        effort.Tell(Error.Upper, 0);
    }

    /// <summary>Whether errors are those with a ReLU behind the output.</summary>
    public bool OutputRelu { get; }

    public int[] Kept { get; private set; } = [];

    public SupNormBounds Error { get; private set; }

    /// <summary>The smallest lower end of any subset evaluated: those were not beaten for certain.</summary>
    public double LeastLower { get; private set; }

    /// <summary>What is to be beaten, for the scaled problem on the unit sphere: the upper end, or the ceiling below it.</summary>
    public double Level => _problem.Level(Math.Min(Error.Upper, _ceiling));

    /// <summary>Evaluates a subset and keeps it if it is better.</summary>
    public SupNormBounds Offer(int[] kept)
    {
        SupNormBounds error = OutputRelu
            ? OutputReluError.Evaluate(_problem.Original, kept, _tolerance, _patternLimit, _effort.Cancellation)
            : SupNorm.Evaluate(_problem.Original, kept, _tolerance, _patternLimit, cancel: _effort.Cancellation);
        _effort.Spend((error.Nodes + 1) * (kept.Length + 1));
        LeastLower = Math.Min(LeastLower, error.Lower);
        if (error.Upper < Error.Upper) (Kept, Error) = (kept, error);
        _effort.Tell(Error.Upper, 0);
        return error;
    }

    /// <summary>A large difference of a subset, in the scaled problem on the unit sphere: it costs far less than both sides of the error.</summary>
    public (double Height, double[] Witness) Climb(int[] kept)
    {
        NeuronProblem problem = _problem.Problem;
        _effort.Spend((long)kept.Length * kept.Length * problem.Dimension);
        if (OutputRelu)
        {
            var behind = new RectifiedAscent(new RectifiedDifference(problem, kept));
            behind.FromPieces();
            return (behind.Best, behind.Witness);
        }

        var pieces = Pieces.Of(problem, kept);
        var ascent = new SphereAscent(pieces);
        ascent.FromPieces();
        return (Math.ScaleB(ascent.Best, pieces.Exponent), ascent.Witness);
    }

    /// <summary>No subset is below this level.</summary>
    public void TellBound(double level) => _effort.Tell(Error.Upper, _problem.Error(level));

    /// <summary>The end of a search that left nothing out. It is a proof only if the bounds of all that it evaluated closed.</summary>
    public NeuronSubsetResult Proven(long nodes)
    {
        double allowed = 1e-9 * (Error.Upper + (1e-3 * _problem.Original.Radius * Directions.Norm(_problem.Original.Target)));
        bool isClosed = Error.Upper - LeastLower <= allowed;
        return Result(isClosed ? NeuronSubsetStatus.Optimal : NeuronSubsetStatus.Limit, double.PositiveInfinity, nodes);
    }

    /// <summary>The best so far.</summary>
    /// <param name="status">What is known about it.</param>
    /// <param name="level">No subset that was not evaluated is below this level; +∞ if all that could be were.</param>
    /// <param name="nodes">How many partial subsets were looked at.</param>
    public NeuronSubsetResult Result(NeuronSubsetStatus status, double level, long nodes) =>
        new(status, Kept, Error, Math.Max(0, Math.Min(_problem.Error(level), LeastLower)), nodes) { Work = _effort.Done };
}
