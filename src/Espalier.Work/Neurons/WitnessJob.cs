using System.Diagnostics;
using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>Proof that no neurons of a parent, with whatever coefficients, come nearer to the target than an error.</summary>
public sealed record WitnessRequest
{
    /// <summary>The parent.</summary>
    public required ParentChoice Parent { get; init; }

    /// <summary>How long to search: each one more takes four times as long; null for some seconds at most.</summary>
    public int? Effort { get; init; }

    /// <summary>Seconds after which the best so far is the answer, or null.</summary>
    public double? TimeLimit { get; init; }
}

/// <summary>What is proven about all subsets and all refits of a parent.</summary>
/// <param name="Error">No subset and no refit has a smaller error.</param>
/// <param name="Witness">
/// A point of the ball from which no neuron bends before the target does on the way to both sides along the target, as far as η times its norm.
/// </param>
/// <param name="Eta">η.</param>
/// <param name="Point">What the witness proves.</param>
/// <param name="Space">What the smallest angle to the target proves, seen within a space, or null where that is no space at all.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record WitnessAnswer(LowerSide Error, IReadOnlyList<double> Witness, double Eta, LowerSide Point, SpaceProof? Space, double Seconds);

/// <summary>One side of an error.</summary>
/// <param name="Lower">It is at least this.</param>
public sealed record LowerSide(double Lower);

/// <summary>A space that holds the target, in which no neuron's line is near to it.</summary>
/// <param name="Lower">The error that this proves.</param>
/// <param name="Dimension">Of the space.</param>
/// <param name="Angle">The angle in radians from the target's line to the nearest neuron's, seen within the space, is not smaller.</param>
/// <param name="Axes">Vectors that span the space together with the target.</param>
public sealed record SpaceProof(double Lower, int Dimension, double Angle, IReadOnlyList<IReadOnlyList<double>> Axes)
{
    internal static SpaceProof? Of(ParentBound bound) => bound.Axes.Count == 0 ? null : new(
        bound.Subspace, bound.Axes.Count + 1, bound.Angle, bound.Axes);
}

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
