using Espalier.Certificates;
using Espalier.Certificates.Relaxations;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Parents;
using Espalier.Tickets.Forms;

namespace Espalier.Tickets.Verification;

/// <summary>The errors of a ticket by linear relaxation, where that is cheap and better than the closed forms.</summary>
/// <remarks>
/// The relaxation compares the target with the folded ticket, whose sums are rounded to float64. How far the ticket's true sums may
/// take its function from that is bounded apart and added.
/// </remarks>
internal static class RelaxedErrors
{
    /// <summary>The most numbers in all dense layers: about 100 bytes for each are needed on the way.</summary>
    private const long MaxEntries = 1 << 21;

    /// <summary>2⁻⁵³, rounded up a little: how far rounding moves a number, relative to it.</summary>
    private const double Unit = 1.2e-16;

    /// <summary>Whether one relaxation of a ticket and its target is cheap.</summary>
    public static bool CanRelax(Ticket ticket, Network target)
    {
        var cheap = new IsCheapToRelax();
        return target.IsChain && target.Nodes.All(node => node.Operator.Accept(cheap)) && Entries(ticket) <= MaxEntries;
    }

    /// <summary>For each domain the smaller bound, and a closer one, which takes longer, where that is asked for.</summary>
    /// <param name="closed">Finds the bounds of the closed forms, at the same time.</param>
    /// <param name="wanted">What they should be at most, if that can be proved; null where a quick bound will do.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="audits">Of each node, with its sums, or null where it is not pruned.</param>
    /// <param name="target">Its target.</param>
    /// <param name="radius">The radius of the ball.</param>
    /// <param name="slack">How far double-double sums of the ticket may have strayed.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    public static CertifiedErrors Better(
        RecursiveErrors closed,
        CertifiedErrors? wanted,
        Ticket ticket,
        List<GridAudit?> audits,
        Network target,
        double radius,
        double slack,
        int threads)
    {
        Network folded = TicketForms.Folded(ticket, [.. audits.OfType<GridAudit>().Select(audit => audit.Sums)]);
        if (!folded.IsChain) return new CertifiedErrors(radius, closed.Ball(audits, double.PositiveInfinity), closed.Box(audits));
        var pair = new NetworkPair(target, folded);
        var ball = new DifferenceQuestion(BallDomain.AroundZero(pair.Inputs, radius), OutputNorm.Euclidean);
        var box = new DifferenceQuestion(BoxDomain.Cube(pair.Inputs, 0, 1));
        (double ballGap, double boxGap) = (RoundingGap(folded, radius, slack), RoundingGap(folded, Outward.SqrtUp(pair.Inputs), slack));
        (double ballError, double boxError, double boxClosed) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.Invoke(
            options,
            () => ballError = Relaxed(ball, ballGap, Coupling.Shared),
            () => boxError = Relaxed(box, boxGap, Coupling.Shared),
            () => boxClosed = closed.Box(audits));
        (ballError, boxError) = (Math.Min(ballError, closed.Ball(audits, ballError)), Math.Min(boxError, boxClosed));
        if (wanted is null) return new CertifiedErrors(radius, ballError, boxError);
        Parallel.Invoke(
            options,
            () => ballError = wanted.BallError < ballError ? Math.Min(ballError, Relaxed(ball, ballGap, Coupling.Single)) : ballError,
            () => boxError = wanted.BoxError < boxError ? Math.Min(boxError, Relaxed(box, boxGap, Coupling.Single)) : boxError);
        return new CertifiedErrors(radius, ballError, boxError);

        double Relaxed(DifferenceQuestion question, double gap, Coupling coupling) =>
            Outward.AddUp(Certifier.Relax(pair, question, threads, coupling), gap);
    }

    private static long Entries(Ticket ticket)
    {
        long entries = 0;
        foreach (PrunedNode node in ticket.Pruned)
        {
            GridShape shape = node.Parent.Shape;
            entries += node.Parent.IsTwoSided ? 2L * shape.Inputs * (shape.Channels + (long)shape.Inputs) : (long)shape.Inputs * shape.Channels;
        }

        return entries;
    }

    /// <summary>How far the folded network may be from the ticket's function on a ball, in either norm.</summary>
    private static double RoundingGap(Network folded, double radius, double slack)
    {
        BallRecursion gap = BallRecursion.Start(radius);
        for (int i = 0; i < folded.Layers.Length; i++)
        {
            gap = folded.Layers[i].Grid is { Window: null } matrix
                ? gap.ThroughRounded(matrix, Outward.AddUp(slack, Outward.MultiplyUp(Unit, Largest(folded.Layers[i]))))
                : gap.Through(folded.Layers[i], folded.Shapes[i]);
        }

        return gap.Error;
    }

    private static double Largest(Operator layer)
    {
        double largest = 0;
        foreach (Tensor tensor in layer.Parameters)
        {
            for (int i = 0; i < tensor.Length; i++) largest = Math.Max(largest, Math.Abs(tensor[i]));
        }

        return largest;
    }

    /// <summary>Which operators one relaxation passes at the cost of a matrix product or less.</summary>
    private sealed class IsCheapToRelax : IOperatorPass<bool>
    {
        public bool Visit(Dense dense) => true;

        public bool Visit(Convolution convolution) => false;

        public bool Visit(ElementwiseAffine affine) => true;

        public bool Visit(SplitSigns split) => true;

        public bool Visit(Add add) => false;

        public bool Visit(Concat concat) => false;

        public bool Visit(Flatten flatten) => true;

        public bool Visit(Reshape reshape) => true;

        public bool Visit(Relu relu) => true;

        public bool Visit(MaxPooling pooling) => false;

        public bool Visit(Softmax softmax) => false;

        public bool Visit(Subtract subtract) => false;

        public bool Visit(Multiply multiply) => false;

        public bool Visit(Divide divide) => false;

        public bool Visit(MatrixMultiply multiply) => false;

        public bool Visit(Slice slice) => true;

        public bool Visit(Transpose transpose) => true;

        public bool Visit(Expand expand) => true;

        public bool Visit(Pad pad) => true;

        public bool Visit(AveragePooling pooling) => false;

        public bool Visit(Mean mean) => false;

        public bool Visit(BatchNorm norm) => true;

        public bool Visit(LayerNorm norm) => false;

        public bool Visit(Activation activation) => false;

        public bool Visit(LeakyRelu relu) => true;

        public bool Visit(PRelu relu) => true;

        public bool Visit(Clip clip) => true;
    }
}
