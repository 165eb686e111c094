using System.Diagnostics;
using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>Looks for the subset of neurons with the smallest error, and for proofs that none is better.</summary>
public sealed class PruneNeuronsJob : IJob<PruneNeuronsRequest, PruneNeuronsAnswer>
{
    private const int DefaultRounds = 4;

    /// <summary>Relative gap of the best coefficients at d = 2, and beyond, where every supremum is a search.</summary>
    private const double CircleGap = 1e-6;

    private const double SphereGap = 1e-3;

    /// <summary>The share of the time that drawing and search may take; the rest is for refits.</summary>
    private const double SearchShare = 0.8;

    /// <summary>Sign patterns looked at for the error of neurons near the target.</summary>
    private const long ConePatterns = 200_000;

    /// <inheritdoc/>
    public Outcome<PruneNeuronsAnswer> Run(PruneNeuronsRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        if (request.WorkLimit < 0) throw new InvalidInputException("workLimit", null, $"the value is {request.WorkLimit}", "give a number from 0 on");
        long start = Stopwatch.GetTimestamp();
        using CancellationTokenSource all = place.StopAfter(request.TimeLimit);
        using CancellationTokenSource search = place.StopAfter(SearchShare * request.TimeLimit);
        place.Begin("drawing");
        (NeuronProblem problem, bool isWhole) = Draw(request.Parent, place, search.Token);
        if (problem.Dimension == 1) place.Note("with one coordinate every neuron is a weight on one of two rays: this is pruning by weights");
        ParentBound parent = isWhole ? NeuronWitness.Find(problem, effort: 1, threads: place.Threads, cancel: search.Token)
            : new ParentBound(0, 0, [], 0, 0, [], 0);
        (NeuronSubsetResult found, ConeValue? cone) = Choose(problem, request, place, search.Token);
        if (!isWhole) found = found with { Status = NeuronSubsetStatus.Limit, Bound = 0 };
        int[] kept = [.. found.Kept];
        if (place.Cancel.IsCancellationRequested) place.Note("interrupted: this is the best so far, and the bound holds");
        RefitResult squares = Refit.LeastSquares(problem, kept, all.Token);
        RefitResult minimax = Refit.Minimax(problem, kept, problem.Dimension > 2 ? SphereGap : CircleGap, cancel: all.Token, asTheyAre: found.Error);
        WitnessPoint witness = SupNorm.AtPoint(problem, kept, found.Error);
        var answer = new PruneNeuronsAnswer(
            found.Status,
            found.Kept,
            ErrorInterval.Of(witness, found.Error),
            witness.Point,
            Math.Max(found.Bound, parent.Error),
            found.Bound,
            parent.Error,
            cone,
            new Refitted(ErrorInterval.Of(minimax.Error), ErrorInterval.Of(squares.Error), new ErrorInterval(
                Math.Max(minimax.Bound, parent.Error), minimax.Error.Upper)),
            found.Work,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
        return Outcome.Of(answer, cutShort: place.Cancel.IsCancellationRequested);
    }

    /// <summary>The parent, or the target alone where the time is over before it is drawn.</summary>
    private static (NeuronProblem Problem, bool IsWhole) Draw(ParentChoice parent, Workplace place, CancellationToken stop)
    {
        try
        {
            return (parent.Problem(place.Threads, stop), true);
        }
        catch (OperationCanceledException) when (!place.Cancel.IsCancellationRequested)
        {
            place.Note("`timeLimit`: the time was over before the parent was drawn: nothing of it is kept");
            return (parent.WithoutNeurons(), false);
        }
    }

    private static (NeuronSubsetResult Found, ConeValue? Cone) Choose(NeuronProblem problem, PruneNeuronsRequest request, Workplace place,
        CancellationToken stop)
    {
        if (request.Method == NeuronMethod.Cone) return NearTheTarget(problem, place, stop);
        long most = request.WorkLimit ?? long.MaxValue;

        // With a limit the search goes on until it is reached.
        int rounds = request.TimeLimit is null && request.WorkLimit is null ? DefaultRounds : int.MaxValue;
        IProgress<NeuronSubsetProgress>? progress = place.Stage<NeuronSubsetProgress>(
            "pruning", static step => step.Error > 0 ? step.Bound / step.Error : 1, static step =>
                Invariant($"error {step.Error:G4}, none below {step.Bound:G4}"));
        return (request.Method == NeuronMethod.Exact
            ? NeuronSubset.Exact(problem, work: most, threads: place.Threads, progress: progress, cancel: stop)
            : NeuronSubset.Search(problem, rounds, request.Parent.Seed, most, place.Threads, progress, stop), null);
    }

    private static (NeuronSubsetResult Found, ConeValue? Cone) NearTheTarget(NeuronProblem problem, Workplace place, CancellationToken stop)
    {
        place.Begin("choosing neurons near the target");
        ConeResult? cone = null;
        try
        {
            cone = ConePruning.Best(problem, cancel: stop);
        }
        catch (OperationCanceledException)
        {
            // What is kept is nothing, and that is said by the status.
        }

        int[] kept = [.. cone?.Kept ?? []];
        place.Begin("bounding");
        SupNormBounds error = SupNorm.Evaluate(problem, kept, 1e-6, ConePatterns, place.Threads, cancel: stop);
        if (cone is not null) error = error with { Upper = Math.Min(error.Upper, Math.Max(cone.Value, error.Lower)) };
        NeuronSubsetStatus status = cone is null ? NeuronSubsetStatus.Limit : error.Upper == 0 ? NeuronSubsetStatus.Optimal
            : NeuronSubsetStatus.Feasible;
        return (new NeuronSubsetResult(status, kept, error, 0, 0), cone is null ? null : new ConeValue(cone.Value, cone.Bound));
    }
}
