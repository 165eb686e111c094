using System.Collections.Immutable;
using System.Numerics;
using Espalier.Certificates.Branching;
using Espalier.Certificates.Exact;
using Espalier.Certificates.Measures;
using Espalier.Certificates.Steps;
using Espalier.Certificates.Witnesses;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Conditions;

/// <summary>Decides whether two networks predict the same class everywhere in a domain.</summary>
/// <remarks>
/// They do not where some output i is A's largest and some output j is above it in B: A_i ≥ A_k for all k, and B_j &gt; B_i. Then
/// (A_i − B_i) − (A_j − B_j) &gt; 0 as well, which small differences of the networks exclude.
/// </remarks>
public static class ClassAgreement
{
    /// <summary>With more outputs there would be too many pairs of them.</summary>
    private const int MostOutputs = 64;

    /// <summary>Looks for an input at which the classes differ, and for a proof that there is none.</summary>
    /// <param name="pair">The networks.</param>
    /// <param name="question">The domain, and how sure A has to be.</param>
    /// <param name="mostPieces">Stop after bounding this many pieces of the domain.</param>
    /// <param name="threads">The number of threads; without cancellation they never change the answer.</param>
    /// <param name="progress">Hears from time to time how far the work is.</param>
    /// <param name="cancel">Stops the work; this is also how a time limit is set.</param>
    /// <exception cref="InvalidInputException">The question does not fit the networks.</exception>
    public static ClassCertificate Decide(
        NetworkPair pair,
        ClassQuestion question,
        long mostPieces,
        int threads,
        IProgress<CertificateProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(new DifferenceQuestion(question.Domain));
        Require(question, pair.Outputs);
        if (pair.Together.IsSame) return new ClassCertificate(CertificateStatus.Proved, null, "the networks are the same", 0);
        (NetworkPair asked, Measure measure) = Asked(pair, question);
        var difference = new DifferenceQuestion(question.Domain) { Measure = measure };
        Certificate found = new Search(
            asked, difference, new CertifierOptions(Epsilon: 0, MostPieces: mostPieces), threads, new WitnessRounds(threads), progress, cancel).Run();
        CertificateStatus status = found.Status;
        ClassWitness? witness = null;
        if (status != CertificateStatus.Proved
            && found.Witness is { } best
            && Certifier.ValueAt(asked, difference, best.Point.AsSpan(), threads, cancel) >= 0)
        {
            status = CertificateStatus.Refuted;
            witness = new ClassWitness(best.Point, Largest(pair, best, ofA: true, threads), Largest(pair, best, ofA: false, threads));
        }

        return new ClassCertificate(status, witness, found.Method, found.Pieces);
    }

    private static void Require(ClassQuestion question, int outputs)
    {
        if (outputs is < 2 or > MostOutputs)
            throw new InvalidInputException(
                "networks",
                null,
                $"they have {outputs} outputs",
                $"classes are compared for 2 to {MostOutputs}");
        if (question.Confidence is { } share && !(share > 0 && share < 1))
            throw new InvalidInputException("confidence", null, $"it is {share}", "give a number between 0 and 1");
        if (!(question.Margin >= 0) || !double.IsFinite(question.Margin))
            throw new InvalidInputException("margin", null, $"it is {question.Margin}", "give a finite number of at least 0");
    }

    /// <summary>The networks with the conditions' rows behind them, and what is made of the rows.</summary>
    private static (NetworkPair Pair, Measure Measure) Asked(NetworkPair pair, ClassQuestion question)
    {
        int outputs = pair.Outputs, a = pair.Inputs, b = a + outputs;
        double least = question.Margin;
        if (question.Confidence is { } asked) least = Math.Max(least, -ShareFormula.LogOdds(1 - asked, asked).Upper);
        ExactDecimal one = ExactDecimal.One;
        LinearForm[,] leads = new LinearForm[outputs, outputs], losses = new LinearForm[outputs, outputs], shifts = new LinearForm[outputs, outputs];
        for (int i = 0; i < outputs; i++)
        {
            for (int j = 0; j < outputs; j++)
            {
                leads[i, j] = LinearForm.Of(-ExactDecimal.Exactly(least), (a + i, one), (a + j, -one));
                losses[i, j] = LinearForm.Of(ExactDecimal.Zero, (b + j, one), (b + i, -one));
                shifts[i, j] = LinearForm.Of(ExactDecimal.Zero, (a + i, one), (a + j, -one), (b + j, one), (b + i, -one));
            }
        }

        IEnumerable<LinearForm> forms = from table in new[] { leads, losses, shifts }
                                        from i in Enumerable.Range(0, outputs)
                                        from j in Enumerable.Range(0, outputs)
                                        where i != j
                                        select table[i, j];
        var rows = new ConditionRows(forms, pair.Inputs, outputs);
        RowFormula Row(LinearForm form, bool strict) => new(rows.RowOf(form), strict, rows.Slack(rows.RowOf(form)));
        Formula Differs(int i)
        {
            int[] others = [.. Enumerable.Range(0, outputs).Where(k => k != i)];
            ImmutableArray<RowFormula> leading = [.. others.Select(k => Row(leads[i, k], strict: false))];
            Formula[] sure = question.Confidence is { } share ? [new ShareFormula(leading, least, share)] : [];
            Formula Loses(int j) => new AllFormula([Row(losses[i, j], strict: true), Row(shifts[i, j], strict: true)]);
            return new AllFormula([.. leading, .. sure, new AnyFormula([.. others.Select(Loses)])]);
        }

        var formula = new AnyFormula([.. Enumerable.Range(0, outputs).Select(Differs)]);
        StepGraph first = pair.StepsA.Between(before: null, rows.Step(ofA: true, outputs));
        StepGraph second = pair.StepsB.Between(before: null, rows.Step(ofA: false, outputs));
        return (new NetworkPair(pair.A, pair.B, first, second), new ConditionMeasure(formula));
    }

    private static int Largest(NetworkPair pair, Witness witness, bool ofA, int threads)
    {
        StepGraph graph = ofA ? pair.StepsA : pair.StepsB;
        if (!pair.IsExact)
        {
            var batch = new StepBatch(graph, rows: 1);
            batch.Forward(witness.Point.AsSpan(), threads);
            return ArgMax.Of(batch.Outputs);
        }

        BigInteger[] outputs = ExactForward.Run(graph, witness.Point.AsSpan(), threads).Mantissas;
        return Array.IndexOf(outputs, outputs.Max());
    }
}
