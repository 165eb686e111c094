using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Branching;

/// <summary>Bounds pieces of a domain, one at a time, and says where to divide them.</summary>
internal sealed class PieceBounder
{
    /// <summary>A division that leaves more than this share of the bound has not helped.</summary>
    private const double StallShare = 0.999;

    /// <summary>After so many divisions that have not helped, the widest side is halved.</summary>
    private const int MostStalled = 4;

    private readonly DifferenceQuestion _question;
    private readonly PairGraph _graph;
    private readonly DifferencePass _pass;
    private readonly PointDifference _points;
    private readonly bool _splitsInputs;
    private readonly double[] _candidate;

    public PieceBounder(
        NetworkPair pair,
        DifferenceQuestion question,
        PairGraph graph,
        bool splitsInputs,
        int threads,
        Coupling coupling,
        CancellationToken cancel = default)
    {
        _question = question;
        _graph = graph;
        _splitsInputs = splitsInputs;
        _pass = new DifferencePass(graph, withShares: _splitsInputs, threads, coupling, cancel);
        _points = new PointDifference(pair);
        _candidate = new double[graph.Inputs];
    }

    /// <summary>Lowers the bound of a piece, which starts with that of its parent.</summary>
    public void Bound(Piece piece)
    {
        BallCut? cut = null;
        InputSet inputs;
        if (piece.Lower is null || piece.Upper is null)
        {
            inputs = InputSet.Of(_question.Domain);
        }
        else
        {
            if (_question.Domain is BallDomain ball && !BallCut.Shrink(ball, piece.Lower, piece.Upper))
            {
                piece.Bound = piece.Own = double.NegativeInfinity;
                return;
            }

            inputs = InputSet.OfBox(piece.Lower, piece.Upper);
            cut = Cut(inputs);
        }

        PassOutcome outcome = _pass.Run(inputs, piece.Clamps);
        if (outcome == PassOutcome.Empty) piece.Bound = piece.Own = double.NegativeInfinity;
        if (outcome == PassOutcome.TooLarge) piece.Split = null;
        if (outcome != PassOutcome.Bounded) return;

        OutputBound bound = _question.Measure.Bound(_pass, _graph.Outputs, cut);
        piece.Stalled = bound.Value < StallShare * piece.Bound ? 0 : piece.Stalled + 1;
        piece.Own = bound.Value;
        piece.Bound = Math.Min(piece.Bound, bound.Value);
        if (_pass.Forms.IsSame) return;
        Look(piece, inputs, bound);
        if (!_splitsInputs) piece.Split = NeuronSplit.Choose(_pass, bound);
        else piece.Split = piece.Stalled < MostStalled ? InputSplit.Choose(_pass, inputs, bound) : InputSplit.Widest(inputs, _question.Domain);
    }

    private BallCut? Cut(InputSet inputs)
    {
        if (_question.Domain is not BallDomain ball) return null;
        var middle = new Interval[inputs.Centre.Length];
        for (int i = 0; i < middle.Length; i++) middle[i] = Interval.Of(inputs.Centre[i]) - Interval.Of(ball.Centre[i]);
        return new BallCut(middle, inputs.Radius, ball.Radius);
    }

    /// <summary>Evaluates the networks where the linear part of the bound is attained.</summary>
    private void Look(Piece piece, InputSet inputs, OutputBound bound)
    {
        ReadOnlySpan<double> slopes = _pass.Forms.D.Row(bound.Output).Slice(1, _graph.Inputs);
        double norm = 0;
        if (inputs.IsBall)
        {
            foreach (double slope in slopes) norm += slope * slope;
            norm = Math.Sqrt(norm);
        }

        for (int i = 0; i < _candidate.Length; i++)
        {
            double step = bound.Sign * slopes[i];
            step = inputs.IsBall ? (norm > 0 ? step / norm : 0) : step > 0 ? 1 : step < 0 ? -1 : 0;
            double at = inputs.Centre[i] + (inputs.Radius[i] * step);
            _candidate[i] = _question.Domain is BoxDomain box ? Math.Clamp(at, box.Lower[i], box.Upper[i]) : at;
        }

        if (_question.Domain is BallDomain ball) PullInside(ball);
        if (!_question.Domain.Contains(_candidate)) return;
        double value = _points.At(_question, _candidate);
        if (value > _question.Measure.Floor) piece.Best = new Witness([.. _candidate], value);
    }

    private void PullInside(BallDomain ball)
    {
        double squares = 0;
        for (int i = 0; i < _candidate.Length; i++) squares += Math.Pow(_candidate[i] - ball.Centre[i], 2);
        double norm = Math.Sqrt(squares);
        double factor = norm > 0 ? Math.Min(ball.Radius / norm, 1) : 1;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            for (int i = 0; i < _candidate.Length; i++) _candidate[i] = ball.Centre[i] + (factor * (_candidate[i] - ball.Centre[i]));
            if (ball.Contains(_candidate)) return;
            factor = 1 - (1e-15 * Math.Pow(10, attempt));
        }
    }
}
