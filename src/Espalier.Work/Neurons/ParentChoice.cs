using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Work.Neurons;

/// <summary>Which parent is asked about: one that is given, or one to be drawn.</summary>
public sealed record ParentChoice
{
    /// <summary>A given one, or null.</summary>
    public GivenParent? Given { get; init; }

    /// <summary>Of one to be drawn: the number of coordinates.</summary>
    public int? Dimension { get; init; }

    /// <summary>Of one to be drawn: the number of neurons.</summary>
    public int? Width { get; init; }

    /// <summary>Of one to be drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The parent and its target.</summary>
    /// <param name="threads">For drawing.</param>
    /// <param name="cancel">Stops the drawing, by an exception.</param>
    internal NeuronProblem Problem(int threads, CancellationToken cancel)
    {
        Check();
        return Given is { } given ? given.Problem() : NeuronProblem.Draw(Stream, Dimension!.Value, Width!.Value, 1, threads, cancel);
    }

    /// <summary>The target with no neuron at all: what is left where the time did not suffice to draw any.</summary>
    internal NeuronProblem WithoutNeurons() => NeuronProblem.Draw(Stream, Dimension!.Value, 0);

    private RandomStream Stream => new(Seed, 0, StreamPurpose.Experiment);

    private void Check()
    {
        bool isDrawn = Dimension is not null || Width is not null;
        if (Given is not null == isDrawn)
        {
            throw new InvalidInputException(
                "neurons", null, isDrawn ? "a file and a parent to draw are both given" : "there is no parent",
                    "give either `file`, or `dimension` and `width`");
        }

        if (isDrawn && (Dimension is null || Width is null)) throw new InvalidInputException("neurons", null,
            "`dimension` and `width` go together", "give both");
        if (Dimension < 1) throw new InvalidInputException("dimension", null, $"the value is {Dimension}", "give a whole number from 1 on");
        if (Width < 0) throw new InvalidInputException("width", null, $"the value is {Width}", "give a whole number from 0 on");
        if ((long)(Width ?? 0) * (Dimension ?? 0) > MostWeights)
            throw new InvalidInputException("width", null,
                $"{Width} neurons with {Dimension} weights each are more than {MostWeights} weights", "draw a narrower parent");
    }

    private const long MostWeights = 1 << 28;
}
