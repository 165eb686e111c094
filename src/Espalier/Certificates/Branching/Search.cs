using Espalier.Certificates.Proofs;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Branching;

/// <summary>Best-first branch and bound over pieces of the domain.</summary>
/// <remarks>
/// In each round a fixed number of pieces with the largest bounds is divided, however many threads share the work; so the result
/// depends on the threads only through the moment of a cancellation.
/// </remarks>
internal sealed class Search : ICrewWork
{
    /// <summary>With more inputs than this it is not their box that is divided but the neurons' signs.</summary>
    public const int MostSplitInputs = 10;

    private const int PiecesPerRound = 32;

    /// <summary>A decision over few inputs is often proved before a search for witnesses would be done.</summary>
    private const long FirstConsultation = 2000;

    /// <summary>Where neurons are divided, pieces are far larger.</summary>
    private const long FirstConsultationOfLargePieces = 32;

    private const long ConsultationGrowth = 4;

    private readonly NetworkPair _pair;
    private readonly DifferenceQuestion _question;
    private readonly CertifierOptions _options;
    private readonly IWitnessSearch? _climber;
    private readonly IProgress<CertificateProgress>? _progress;
    private readonly CancellationToken _cancel;
    private readonly int _threads;
    private readonly PairGraph _graph;
    private readonly PieceBounder?[] _bounders;
    private readonly Crew _crew = new();
    private readonly PriorityQueue<Piece, (double Bound, long Order)> _open = new();
    private readonly List<Piece> _children = [];
    private double _settled;
    private Witness? _best;
    private long _nextConsultation;
    private long _pieces;
    private long _order;

    public Search(
        NetworkPair pair,
        DifferenceQuestion question,
        CertifierOptions options,
        int threads,
        IWitnessSearch? climber,
        IProgress<CertificateProgress>? progress,
        CancellationToken cancel)
    {
        _pair = pair;
        _question = question;
        _options = options;
        _threads = threads;
        _climber = climber;
        _progress = progress;
        _cancel = cancel;
        _graph = pair.StepsFor(question);
        _bounders = new PieceBounder?[threads];
        SplitsInputs = pair.Inputs <= MostSplitInputs;
        _settled = question.Measure.Floor;
    }

    /// <summary>Whether boxes are divided, rather than neurons' signs.</summary>
    public bool SplitsInputs { get; init; }

    /// <summary>Whether the search keeps what it divided, for a proof that rests on that alone.</summary>
    public bool KeepsTree { get; init; }

    /// <summary>The whole domain, with its parts where they are kept.</summary>
    public Piece Root { get; } = new();

    private double Lower => _best?.Value ?? _question.Measure.Floor;

    private double Upper => Math.Max(_settled, _open.TryPeek(out Piece? piece, out _) ? piece.Bound : _question.Measure.Floor);

    public Certificate Run()
    {
        Piece root = Root;
        bool startsSimply = !KeepsTree && !SplitsInputs && !_graph.IsStacked;
        if (startsSimply) Simplify(root);
        Bounder(_threads).Bound(root);
        if (!KeepsTree && !startsSimply && double.IsInfinity(root.Bound)) Simplify(root);
        double[] middle = _question.Domain.Middle();
        if (!_pair.IsClose || _climber is null) Offer(Evaluated(middle));
        Take(root);
        if (_options.Epsilon is not null && SplitsInputs) _nextConsultation = FirstConsultation;
        CertificateStatus status;
        while ((status = Status()) == CertificateStatus.Limit)
        {
            if (_cancel.IsCancellationRequested) return Report(CertificateStatus.Cancelled);
            if (_pieces >= _nextConsultation) Consult(middle);
            if (!_open.TryPeek(out Piece? worst, out _) || IsGoodEnough(worst.Bound) || _pieces >= _options.MostPieces) return Report(Status());
            Round();
            _progress?.Report(new CertificateProgress(Lower, Upper, _pieces, _open.Count));
        }

        return Report(status);
    }

    /// <summary>The bound of the whole domain that takes least work.</summary>
    private void Simplify(Piece root)
    {
        root.Bound = Math.Min(root.Bound, ClosedForm.Of(_graph, _question, _threads, _cancel));
        _progress?.Report(new CertificateProgress(Lower, root.Bound, 0, 1));
    }

    /// <inheritdoc/>
    public void Do(int piece, int worker)
    {
        if (_cancel.IsCancellationRequested) return;
        PieceBounder bounder = _bounders[worker] ??= Bounder(threads: 1);
        bounder.Bound(_children[piece]);
    }

    /// <summary>What a checker is to repeat takes symbols one by one.</summary>
    private PieceBounder Bounder(int threads) =>
        new(
            _pair,
            _question,
            KeepsTree ? _graph : _graph.WithSplitsJoined(),
            SplitsInputs,
            threads,
            SplitsInputs || KeepsTree ? Coupling.None : Coupling.Single,
            _cancel);

    /// <summary>Limit as long as neither bound decides.</summary>
    private CertificateStatus Status()
    {
        if (_options.Epsilon is { } epsilon)
        {
            if (Lower >= epsilon) return CertificateStatus.Refuted;
            return Upper < epsilon ? CertificateStatus.Proved : CertificateStatus.Limit;
        }

        return IsGoodEnough(Upper) ? CertificateStatus.Closed : CertificateStatus.Limit;
    }

    private void Round()
    {
        _children.Clear();
        while (_children.Count < 2 * PiecesPerRound && _open.TryPeek(out Piece? piece, out _) && !IsGoodEnough(piece.Bound))
        {
            _open.Dequeue();
            Divide(piece);
        }

        _crew.Run(this, _children.Count, _threads);
        foreach (Piece child in _children) Take(child);
    }

    private void Divide(Piece piece)
    {
        Split split = piece.Split!.Value;
        if (split.Input < 0)
        {
            _children.Add(new Piece { Bound = piece.Bound, Stalled = piece.Stalled, Split = piece.Split, Clamps = [.. piece.Clamps, split.Clamp] });
            var other = split.Clamp with { Positive = !split.Clamp.Positive };
            _children.Add(new Piece { Bound = piece.Bound, Stalled = piece.Stalled, Split = piece.Split, Clamps = [.. piece.Clamps, other] });
            Keep(piece);
            return;
        }

        double[] lower = piece.Lower ?? Ends(_question.Domain.LowerEnd);
        double[] upper = piece.Upper ?? Ends(_question.Domain.UpperEnd);
        double middle = new Interval(lower[split.Input], upper[split.Input]).Middle;
        double[] leftUpper = [.. upper], rightLower = [.. lower];
        leftUpper[split.Input] = rightLower[split.Input] = middle;
        _children.Add(new Piece { Bound = piece.Bound, Stalled = piece.Stalled, Split = piece.Split, Lower = [.. lower], Upper = leftUpper });
        _children.Add(new Piece { Bound = piece.Bound, Stalled = piece.Stalled, Split = piece.Split, Lower = rightLower, Upper = [.. upper] });
        Keep(piece);
    }

    private void Keep(Piece piece)
    {
        if (KeepsTree) piece.Parts = (_children[^2], _children[^1]);
    }

    private double[] Ends(Func<int, double> end) => [.. Enumerable.Range(0, _question.Domain.Dimension).Select(end)];

    private void Take(Piece piece)
    {
        _pieces++;
        if (piece.Best is not null) Offer(piece.Best);
        if (IsGoodEnough(piece.Bound) || piece.Split is null) _settled = Math.Max(_settled, piece.Bound);
        else _open.Enqueue(piece, (-piece.Bound, _order++));
    }

    /// <summary>Whether a piece with this bound need not be divided.</summary>
    private bool IsGoodEnough(double bound) =>
        _options.Epsilon is { } epsilon
            ? bound < (KeepsTree ? ProofText.Allowed(epsilon, _graph) : epsilon)
            : bound <= Lower * (1 + _options.Tolerance);

    private void Offer(Witness witness)
    {
        if (witness.Value > Lower) _best = witness;
    }

    /// <summary>Asks the witness search, each time after several times as many pieces; its answer is checked here.</summary>
    private void Consult(double[] middle)
    {
        _nextConsultation = Math.Max(SplitsInputs ? FirstConsultation : FirstConsultationOfLargePieces, ConsultationGrowth * _pieces);
        double[] start = _best is null ? middle : [.. _best.Point];
        Witness? found = _climber?.Climb(_pair, _question, start, _cancel);
        if (found is not null && _question.Domain.Contains(found.Point.AsSpan()))
            Offer(Evaluated(found.Point.AsSpan()));
    }

    private Witness Evaluated(ReadOnlySpan<double> point) => _pair.IsClose
        ? new Witness([.. point], _pair.Close.At(_question, point, _threads, _cancel))
        : PointDifference.Witness(_pair, _question, point);

    private Certificate Report(CertificateStatus status)
    {
        bool isSimple = double.IsInfinity(Root.Own) && !double.IsInfinity(Root.Bound);
        string method = isSimple ? "intervals and norms"
            : _pieces == 1 ? "linear relaxation"
            : SplitsInputs ? "branch and bound on inputs" : "branch and bound on neurons";
        return new Certificate(Lower, Upper, _best, status, method, _pieces);
    }
}
