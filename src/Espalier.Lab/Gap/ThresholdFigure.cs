using System.Collections.Immutable;
using Espalier.Lab.Figures;
using Espalier.Theory.Proven;

namespace Espalier.Lab.Gap;

/// <summary>Up to which width pruning neurons is proven to fail, against the accuracy, with the thresholds of one accuracy marked.</summary>
public static class ThresholdFigure
{
    private const int PerDecade = 6;
    private const double Finest = 1e-4;

    /// <summary>Makes the figure.</summary>
    /// <param name="question">Dimension, tolerance, probability and radius.</param>
    /// <param name="stated">The paper's threshold at that tolerance, or null where it says nothing.</param>
    /// <param name="cancel">Stops the work.</param>
    public static Figure Of(ProvenQuestion question, double? stated, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        double least = Math.Min(Finest, question.Epsilon / 2);
        int last = (int)Math.Ceiling(PerDecade * Math.Log10(1 / least));
        double[] inverse = [.. Enumerable.Range(1, last).Select(i => Math.Pow(10, (double)i / PerDecade))];
        double Log(double epsilon)
        {
            cancel.ThrowIfCancellationRequested();
            return ProvenWidth.Find(question with { Epsilon = epsilon }).LogWidth / Math.Log(10) ?? double.NaN;
        }

        (double Inverse, double Log)[] proven =
            [.. inverse.Select(each => (each, Log(1 / each))).Where(point => !double.IsNaN(point.Item2))];
        ImmutableArray<double> x = [.. proven.Select(point => point.Inverse)];
        ImmutableArray<double> y = [.. proven.Select(point => point.Log)];
        ImmutableArray<string> notes =
            [.. proven.Select(point => $"1/ε = {GapText.Number(point.Inverse)}: all widths up to 10^{GapText.Number(point.Log)} are proven to fail")];
        List<Trace> traces =
        [
            new BandTrace("proven", x, [.. y.Select(_ => 0.0)], y),
            new LineTrace("proven", x, y) { Notes = notes },
        ];
        if (stated is >= 1)
        {
            double log = Math.Log10(stated.Value);
            traces.Add(new ScatterTrace("the paper's threshold", [1 / question.Epsilon], [log])
            {
                Notes = [$"1/ε = {GapText.Number(1 / question.Epsilon)}: the paper's threshold is {GapText.Number(stated.Value)} neurons"],
            });
        }

        traces.Add(ReferenceTrace.AtX(1 / question.Epsilon, "1/ε"));
        return Figure.Of(
            Invariant($"Widths at which pruning neurons fails, d = {question.Dimension}"),
            Invariant($"The logarithm of the number of hidden neurons against the accuracy 1/ε, for δ = {GapText.Number(question.Delta)} and R = ")
                + $"{GapText.Number(question.Radius)}{(question.OutputRelu ? ", with a ReLU behind the output" : "")}. "
                + "Up to the line success is proven to have a probability of at most δ.",
            new()
            {
                X = new("1/ε", AxisScale.Log10) { Low = 1, High = inverse[^1] },
                Y = new("log_{10} of the hidden neurons") { Low = 0 },
                Traces = [.. traces],
                Legend = LegendPlacement.Below,
            });
    }
}
