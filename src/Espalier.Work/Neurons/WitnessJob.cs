using System.Diagnostics;
using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>Looks for the best proof that a parent is too narrow.</summary>
public sealed class WitnessJob : IJob<WitnessRequest, WitnessAnswer>
{
    /// <inheritdoc/>
    public Outcome<WitnessAnswer> Run(WitnessRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        int effort = request.Effort ?? NeuronWitness.DefaultEffort;
        if (effort is < 1 or > NeuronWitness.MostEffort)
            throw new InvalidInputException("effort", null, $"the value is {effort}", $"give a whole number from 1 to {NeuronWitness.MostEffort}");
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = place.StopAfter(request.TimeLimit);
        place.Begin("drawing");
        NeuronProblem problem = Draw(request.Parent, place, stop.Token);
        place.Begin("searching");
        ParentBound bound = NeuronWitness.Find(problem, effort, threads: place.Threads, cancel: stop.Token);
        bool cutShort = place.Cancel.IsCancellationRequested;
        if (cutShort) place.Note("interrupted: this is the best so far, and it is proven");
        if (problem.Dimension == 1) place.Note("with one coordinate nothing can be proven this way: a kink can be met exactly");
        var answer = new WitnessAnswer(
            new LowerSide(bound.Error), bound.Witness, bound.Eta, new LowerSide(bound.Point), SpaceProof.Of(bound),
                Stopwatch.GetElapsedTime(start).TotalSeconds);
        return Outcome.Of(answer, cutShort: cutShort);
    }

    private static NeuronProblem Draw(ParentChoice parent, Workplace place, CancellationToken stop)
    {
        try
        {
            return parent.Problem(place.Threads, stop);
        }
        catch (OperationCanceledException) when (!place.Cancel.IsCancellationRequested)
        {
            throw new InvalidInputException("timeLimit", null, "the time was over before the parent was drawn",
                "allow more time, or draw a narrower parent");
        }
    }
}
