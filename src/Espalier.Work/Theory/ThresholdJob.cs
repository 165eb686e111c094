using Espalier.Theory;
using Espalier.Theory.Proven;

namespace Espalier.Work.Theory;

/// <summary>The width up to which pruning neurons fails: proven, and by the paper's argument.</summary>
public sealed class ThresholdJob : IJob<ThresholdRequest, ThresholdAnswer>
{
    /// <inheritdoc/>
    public Outcome<ThresholdAnswer> Run(ThresholdRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        var question = new ThresholdQuestion(request.Dimension, request.Epsilon, request.Delta)
        {
            Radius = request.Radius,
            Step = request.Step,
            Start = request.Start,
            Gamma = request.Gamma,
            Cap = request.Cap,
        };
        string? obstacle = request.OutputRelu ? "the paper's network has no ReLU behind its output" : question.Obstacle;
        StatedAnswer? stated = obstacle is null ? Stated(question, place) : null;
        var proven = new ProvenQuestion(request.Dimension, request.Epsilon, request.Delta)
        {
            Radius = request.Radius,
            OutputRelu = request.OutputRelu,
        };
        return Outcome.Of(new ThresholdAnswer(ProvenAnswer.Of(ProvenWidth.Find(proven)), stated, obstacle));
    }

    private static StatedAnswer Stated(ThresholdQuestion question, Workplace place)
    {
        NeuronThreshold found = NeuronThreshold.Find(question, place.Cancel);
        if (found.IsLimited) place.Note(Invariant($"the search ended at {found.Width} neurons; the paper's threshold may be larger"));
        double breakpoints = BreakpointBound.Best(question).Width(question.Delta);
        return new(
            found.Width, found.LogWidth, found.Up, found.Down, found.Cap, found.Gamma, found.ErrorShare, found.BinWidth, found.Bins, question.Start,
            question.Step, found.LogSum, breakpoints, found.IsLimited, [.. found.Assumptions]);
    }
}
