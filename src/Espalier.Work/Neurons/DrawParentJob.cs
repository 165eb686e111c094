using Espalier.Neurons;

namespace Espalier.Work.Neurons;

/// <summary>A parent to be drawn, number by number.</summary>
public sealed record DrawParentRequest
{
    /// <summary>The parent.</summary>
    public required ParentChoice Parent { get; init; }
}

/// <summary>Tells the numbers of a parent that a seed stands for.</summary>
public sealed class DrawParentJob : IJob<DrawParentRequest, GivenParent>
{
    /// <inheritdoc/>
    public Outcome<GivenParent> Run(DrawParentRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        NeuronProblem problem = request.Parent.Problem(place.Threads, place.Cancel);
        return Outcome.Of(new GivenParent
        {
            Weights = [.. Enumerable.Range(0, problem.Width).Select(j => problem.Weight(j).ToArray())],
            Coefficients = problem.Coefficients.ToArray(),
            Target = problem.Target.ToArray(),
            Radius = problem.Radius,
        });
    }
}
