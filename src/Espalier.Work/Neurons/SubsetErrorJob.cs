using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>The error of a subset of neurons.</summary>
public sealed record SubsetErrorRequest
{
    /// <summary>The parent, its target and the subset.</summary>
    public required GivenParent Parent { get; init; }
}

/// <summary>What is known about the error of a subset.</summary>
/// <param name="Error">Both sides of it.</param>
/// <param name="Witness">A point of the ball at which the difference is at least the lower side.</param>
public sealed record SubsetErrorAnswer(ErrorInterval Error, IReadOnlyList<double> Witness);

/// <summary>Bounds the error of a given subset from both sides.</summary>
public sealed class SubsetErrorJob : IJob<SubsetErrorRequest, SubsetErrorAnswer>
{
    /// <inheritdoc/>
    public Outcome<SubsetErrorAnswer> Run(SubsetErrorRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        string source = request.Parent.Source ?? "parent";
        if (request.Parent.Kept is not { } chosen) throw new InvalidInputException(source, null, "there is no \"kept\"",
            "add \"kept\": […] with the indices of the kept neurons");
        NeuronProblem problem = request.Parent.Problem();
        int[] kept = [.. chosen];
        IProgress<SupNormProgress>? progress = place.Stage<SupNormProgress>(
            "bounding", static step => step.Upper > 0 ? step.Lower / step.Upper : 1, static step => Invariant($"{step.Lower:G6} to {step.Upper:G6}"));
        SupNormBounds bounds = SupNorm.Evaluate(problem, kept, threads: place.Threads, progress: progress, cancel: place.Cancel);
        bool cutShort = place.Cancel.IsCancellationRequested;
        if (cutShort) place.Note("interrupted: the bounds hold, but are further apart than they could be");
        WitnessPoint witness = SupNorm.AtPoint(problem, kept, bounds);
        return Outcome.Of(new SubsetErrorAnswer(ErrorInterval.Of(witness, bounds), witness.Point), cutShort: cutShort);
    }
}
