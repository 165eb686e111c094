using System.Collections.Immutable;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Exact;
using Espalier.Certificates.Steps;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Conditions;

/// <summary>Decides whether two networks have inputs for which a condition on inputs and outputs of both holds.</summary>
public static class Decider
{
    /// <summary>
    /// Looks for inputs that meet a condition and for a proof that there are none. The networks may differ in their inputs and outputs; those of
    /// the networks' inputs that the condition says are equal are one.
    /// </summary>
    /// <param name="a">The first network.</param>
    /// <param name="b">The second network, or null where the condition speaks of the first one alone.</param>
    /// <param name="condition">The condition; variables are numbered as <see cref="PairVariables"/> says. It bounds every input.</param>
    /// <param name="mostPieces">Stop after bounding this many pieces of the domain.</param>
    /// <param name="threads">The number of threads; they never change the answer.</param>
    /// <param name="progress">Hears from time to time how nearly the condition is met at best.</param>
    /// <param name="cancel">Stops the work; this is also how a time limit is set.</param>
    /// <exception cref="InvalidInputException">An operator is not supported, an input has no bound, or a number is too long.</exception>
    public static Decision Decide(
        Network a,
        Network? b,
        Condition condition,
        long mostPieces,
        int threads,
        IProgress<CertificateProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        StepGraph first = StepGraph.Of(a, "first network");
        StepGraph? second = b is null ? null : ReferenceEquals(a, b) ? first : StepGraph.Of(b, "second network");
        if (first.IsCurved || second is { IsCurved: true })
            throw new InvalidInputException(
                "networks",
                null,
                "one holds a sigmoid or tanh, and a condition is checked at a witness in exact arithmetic",
                "ask for the largest difference over a box instead");
        var inputs = JointInputs.Of(condition, new PairVariables(first.Inputs, second?.Inputs ?? 0, first.Outputs, second?.Outputs ?? 0));
        if (inputs.IsEmpty) return new Decision(DecisionAnswer.Unsatisfiable, null, "no input is allowed", 0, IsCancelled: false);
        BoxDomain box = inputs.Box();
        ConditionWitness? Check(ReadOnlySpan<double> point)
        {
            ImmutableArray<ExactDecimal> joint = inputs.Printed(point);
            var exact = ExactPoint.Of(first, second, inputs, joint, threads);
            if (!exact.Holds(inputs.Rest)) return null;
            (ImmutableArray<ExactDecimal> x, ImmutableArray<ExactDecimal> y) = inputs.Apart(joint);
            return new ConditionWitness(x, y, exact.OutputsA, exact.OutputsB);
        }

        if (Check(box.Middle()) is { } middle)
            return new Decision(DecisionAnswer.Satisfiable, middle, "the middle of the domain", 0, IsCancelled: false);
        var rows = new ConditionRows(inputs.Rest.Forms, inputs.Lower.Length, first.Outputs);
        if (rows.Count == 0) return new Decision(DecisionAnswer.Unsatisfiable, null, "the condition never holds", 0, IsCancelled: false);
        StepGraph Asked(StepGraph graph, bool ofA) => graph.Between(inputs.Selection(ofA || second is null), rows.Step(ofA, graph.Outputs));
        var pair = new NetworkPair(a, b ?? a, Asked(first, ofA: true), Asked(second ?? first, ofA: false));
        var question = new DifferenceQuestion(box) { Measure = new ConditionMeasure(Formula.Of(inputs.Rest, rows)) };
        var options = new CertifierOptions(Epsilon: 0, MostPieces: mostPieces);
        Certificate found = new Search(pair, question, options, threads, new WitnessRounds(threads), progress, cancel).Run();
        bool isCancelled = found.Status == CertificateStatus.Cancelled;
        if (found.Status == CertificateStatus.Proved)
            return new Decision(DecisionAnswer.Unsatisfiable, null, found.Method, found.Pieces, isCancelled);
        ConditionWitness? witness = found.Witness is null ? null : Check(found.Witness.Point.AsSpan());
        DecisionAnswer answer = witness is null ? DecisionAnswer.Unknown : DecisionAnswer.Satisfiable;
        return new Decision(answer, witness, found.Method, found.Pieces, isCancelled);
    }
}
