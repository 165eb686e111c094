using System.Collections.Concurrent;
using Espalier.Lab.Experiments.Gap;
using Espalier.Numerics.Special;
using Espalier.Theory;
using Espalier.Theory.Proven;

namespace Espalier.Lab.Gap;

/// <summary>What theory says about the width needed at success ½ by a subset of neurons.</summary>
public static class GapBounds
{
    private const double Half = 0.5;

    /// <summary>Errors are measured on the unit ball; on the ball of radius R they are R times as large, so that any R may be taken.</summary>
    private static readonly double[] Radii = [1.001, 1.003, 1.01, 1.03, 1.1, 1.2, 1.4, 1.7, 2, 3, 5];

    private static readonly ConcurrentDictionary<(int Dimension, double Epsilon, bool OutputRelu), double> Widths = [];

    /// <summary>
    /// A width up to which success by a subset of neurons, and by any refit of them, is proven to have a probability of at most ½, for the
    /// law measured here: parents look the same in every direction, so that all targets of norm 1 have one probability.
    /// </summary>
    public static double Proven(int dimension, double epsilon) => Known(dimension, epsilon, outputRelu: false);

    /// <summary>The same for a method: 0 where nothing is proven about it.</summary>
    public static double Proven(GapMethod method, int dimension, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.Name switch
        {
            GapMethod.Neurons or GapMethod.SingleNeuron or GapMethod.Cone or GapMethod.Refit => Proven(dimension, epsilon),
            GapMethod.NeuronsRelu => Known(dimension, epsilon, outputRelu: true),
            GapMethod.WeightsOpen => Masked(dimension, epsilon),
            _ => 0,
        };
    }

    /// <summary>
    /// Weights of neurons, without a ReLU behind the output: within ε some masked direction is within arcsin s of the target's, s = 2ε/E_m.
    /// If no |w*_i| is below s only unmasked ones can be; that some are has for a random target a probability of at most
    /// d·I_{s²}(½, (d − 1)/2), and a random neuron is so near with I_{s²}((d − 1)/2, ½).
    /// </summary>
    private static double Masked(int dimension, double epsilon)
    {
        if (dimension < 2) return 0;
        double sine = AngleBound.LargestSine(dimension, epsilon);
        if (!(sine < 1)) return 0;
        double square = sine * sine;
        double open = Half - (dimension * IncompleteBeta.Lower(0.5, 0.5 * (dimension - 1), square, 1 - square) * (1 + 1e-9));
        if (!(open > 0)) return 0;
        double near = IncompleteBeta.Lower(0.5 * (dimension - 1), 0.5, square, 1 - square) * (1 + 1e-9);
        return Math.Floor(double.LogP1(-open) / double.LogP1(-near) * (1 - 1e-9));
    }

    private static double Known(int dimension, double epsilon, bool outputRelu) => dimension < 2 ? 0 : Widths.GetOrAdd(
        (dimension, epsilon, outputRelu), static at =>
    {
        double width = ProvenWidth.Find(new ProvenQuestion(at.Dimension, at.Epsilon, Half) { OutputRelu = at.OutputRelu }).Width;
        if (at.OutputRelu) return width;
        double breakpoints = Radii.Select(radius => new ThresholdQuestion(at.Dimension, radius * at.Epsilon, Half) { Radius = radius })
            .Max(question => BreakpointBound.Best(question).Width(question.Delta));
        return Math.Max(width, breakpoints);
    });

    /// <summary>The explicit form of Theorem 1 of [F], with what it assumes (B₀ = 0, c = γ/32 for strict; as printed for stated).</summary>
    public static double Predicted(int dimension, double epsilon, SlopeStep step, CancellationToken cancel = default)
    {
        if (dimension < 2) return 0;
        var question = new ThresholdQuestion(dimension, 2 * epsilon, Half) { Radius = 2, Step = step, Start = step == SlopeStep.Strict ? 0 : 1 };
        return NeuronThreshold.Find(question, cancel).Width;
    }
}
