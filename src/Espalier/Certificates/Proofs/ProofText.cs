using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Steps;

namespace Espalier.Certificates.Proofs;

/// <summary>Writes what a search divided, and the multipliers of its bounds, as a text that a separate program checks.</summary>
/// <remarks>
/// Slopes are not written: what checks chooses its own, the narrowest for the ranges that it finds. Neurons are named by the ReLU before which
/// they stand, counted through the network, and their row.
/// </remarks>
internal sealed class ProofText
{
    /// <summary>A search that is to be checked by other arithmetic stops this share below ε.</summary>
    public const double Room = 1 - 1e-9;

    /// <summary>Where there are curves, a witness is stated to reach so much less: two programs enclose it differently.</summary>
    private const double RoomOfCurves = 1e-11;

    /// <summary>Below what a bound has to be, so that other arithmetic finds it below ε.</summary>
    public static double Allowed(double epsilon, PairGraph graph) => (epsilon * Room) - (graph.IsCurved ? RoomOfCurves : 0);

    /// <summary>What is stated of a bound that was found.</summary>
    public static double Stated(double bound, PairGraph graph) => Math.BitIncrement((bound + (graph.IsCurved ? 2 * RoomOfCurves : 0)) / Room);

    private readonly StringBuilder _text = new();
    private readonly DifferenceQuestion _question;
    private readonly PairGraph _graph;
    private readonly DifferencePass _pass;
    private readonly int[] _relus;

    private ProofText(DifferenceQuestion question, PairGraph graph, int threads)
    {
        _question = question;
        _graph = graph;
        _pass = new DifferencePass(graph, withShares: false, threads);
        _relus = new int[graph.Steps.Length];
        for (int s = 1; s < _relus.Length; s++) _relus[s] = _relus[s - 1] + (graph.Steps[s - 1].Rectified ? 1 : 0);
    }

    /// <summary>The bytes of a proof file.</summary>
    /// <param name="question">The question, in the norm of the largest output or about one.</param>
    /// <param name="graph">All of the networks' outputs.</param>
    /// <param name="root">The domain, divided.</param>
    /// <param name="below">What the difference stays below, or null where that is not proved.</param>
    /// <param name="witness">Where it is at least something, or null.</param>
    /// <param name="threads">The number of threads.</param>
    public static byte[] Of(DifferenceQuestion question, PairGraph graph, Piece root, double? below, Witness? witness, int threads)
    {
        var text = new ProofText(question, graph, threads);
        text.Head(below, witness);
        if (below is { } bound) text.Tree(root, bound);
        byte[] content = Encoding.ASCII.GetBytes(text._text.ToString());
        return [.. content, .. Encoding.ASCII.GetBytes($"sha256 {Convert.ToHexStringLower(SHA256.HashData(content))}\n")];
    }

    private void Head(double? below, Witness? witness)
    {
        Line("espalier proof 1");
        if (_question.Domain is BallDomain ball)
        {
            Line("ball");
            Line($"centre {Numbers([.. ball.Centre])}");
            Line($"radius {Number(ball.Radius)}");
        }
        else
        {
            Line("box");
            Line($"lower {Numbers(Enumerable.Range(0, _question.Domain.Dimension).Select(_question.Domain.LowerEnd))}");
            Line($"upper {Numbers(Enumerable.Range(0, _question.Domain.Dimension).Select(_question.Domain.UpperEnd))}");
        }

        Line(_question.Output is { } output ? $"output {Index(output)}" : "largest");
        if (below is { } most) Line($"below {Number(most)}");
        if (witness is null) return;
        Line($"reaches {Number(_graph.IsCurved ? Math.Max((witness.Value * Room) - RoomOfCurves, 0) : witness.Value)}");
        Line($"at {Numbers(witness.Point)}");
    }

    private void Tree(Piece root, double below)
    {
        var open = new Stack<Piece>();
        open.Push(root);
        while (open.TryPop(out Piece? piece))
        {
            if (piece.Own < Allowed(below, _graph) || piece.Parts is not (Piece first, Piece second))
            {
                Line($".{(piece.Clamps.Length == 0 ? string.Empty : Multipliers(piece, below))}");
                continue;
            }

            Split split = piece.Split!.Value;
            if (split.Input >= 0) Line($"split {Index(split.Input)} {Number(first.Upper![split.Input])}");
            else Line($"sign {(split.Clamp.First ? 'A' : 'B')} {Index(_relus[split.Clamp.Neuron.Step])} {Index(split.Clamp.Neuron.Index)}");
            open.Push(second);
            open.Push(first);
        }
    }

    /// <summary>For each output and direction that its own form does not bound well enough: how much of each clamp's form is to be added.</summary>
    private string Multipliers(Piece piece, double below)
    {
        if (_pass.Run(InputSet.Of(_question.Domain), piece.Clamps) != PassOutcome.Bounded) return string.Empty;
        var text = new StringBuilder();
        for (int k = 0; k < 2 * _graph.Outputs; k++)
        {
            (int row, int sign) = (k / 2, k % 2 == 0 ? 1 : -1);
            if (_pass.Forms.IsSame || OutputBound.Reach(_pass, row, sign, null) < Allowed(below, _graph)) continue;
            var multipliers = new double[_pass.Clamped.Count];
            ClampedReach.Of(_pass.Forms, row, sign, _pass.Clamped, multipliers);
            for (int form = 0; form < multipliers.Length; form++)
            {
                if (multipliers[form] > 0)
                    text.Append(CultureInfo.InvariantCulture, $" {_question.Output ?? row}:{(sign > 0 ? '+' : '-')}:{form}:{multipliers[form]:R}");
            }
        }

        return text.ToString();
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    private static string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(Number));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Index(int value) => value.ToString(CultureInfo.InvariantCulture);
}
