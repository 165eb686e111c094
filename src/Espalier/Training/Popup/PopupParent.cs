using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;

namespace Espalier.Training.Popup;

/// <summary>
/// The random network that edge-popup prunes: a pure function of a seed. Its layers have no bias, with a ReLU after each but the last.
/// </summary>
/// <remarks>
/// With d inputs and r pairs a layer of <see cref="PopupStructure.Linear"/> or <see cref="PopupStructure.Relu"/> is two tensors:
/// <c>first</c>, r × d, and <c>second</c>, outputs × r·d. Element k·d + j of <c>first</c> is the weight of hidden unit k·d + j,
/// which sees input j alone; column k·d + j of <c>second</c> reads that unit. A layer of <see cref="PopupStructure.Wide"/> is one
/// tensor, outputs × inputs. Tensor t is stream t of the seed (purpose parent), elements in row-major order.
/// </remarks>
public sealed record PopupParent
{
    /// <summary>The most layers that a parent may have.</summary>
    public const int MostLayers = 1000;

    /// <summary>Describes a parent; nothing is drawn yet.</summary>
    /// <param name="seed">The seed of which every weight is a function.</param>
    /// <param name="structure">How a layer is held.</param>
    /// <param name="pairs">Hidden units per input (r); 1 for <see cref="PopupStructure.Wide"/>, which has none.</param>
    /// <param name="widths">The parent's own widths, from its inputs to its outputs.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a tensor would not fit an array.</exception>
    public PopupParent(ulong seed, PopupStructure structure, int pairs, ImmutableArray<int> widths)
    {
        if (widths.IsDefault || widths.Length is < 2 or > MostLayers + 1) throw new ArgumentException($"a parent has 1 to {MostLayers} layers");
        if (!Enum.IsDefined(structure)) throw new ArgumentException($"{structure} is not a structure");
        if (pairs < 1) throw new ArgumentException(Invariant($"{pairs} pairs are fewer than 1"));
        if (structure == PopupStructure.Wide && pairs != 1) throw new ArgumentException("a wide parent has no pairs");
        Seed = seed;
        Structure = structure;
        Pairs = pairs;
        Widths = widths;
        Tensors = Describe(structure, pairs, widths);
    }

    /// <summary>The seed of which every weight is a function.</summary>
    public ulong Seed { get; }

    /// <summary>How a layer is held.</summary>
    public PopupStructure Structure { get; }

    /// <summary>Hidden units per input (r); 1 for <see cref="PopupStructure.Wide"/>.</summary>
    public int Pairs { get; }

    /// <summary>The parent's own widths, from its inputs to its outputs.</summary>
    public ImmutableArray<int> Widths { get; }

    /// <summary>Whether a layer is a pair of tensors.</summary>
    public bool IsPair => Structure != PopupStructure.Wide;

    /// <summary>The number of layers.</summary>
    public int Layers => Widths.Length - 1;

    /// <summary>The tensors in order: layer by layer, and within a pair <c>first</c> before <c>second</c>.</summary>
    public ImmutableArray<PopupTensor> Tensors { get; }

    /// <summary>The number of weights.</summary>
    public long ParameterCount => Tensors.Sum(tensor => (long)tensor.Length);

    /// <summary>
    /// The parent that imitates a network of the given widths: the pairs as they are, or for <see cref="PopupStructure.Wide"/> one
    /// whose hidden widths are enlarged to the parameter count of the pairs.
    /// </summary>
    /// <exception cref="ArgumentException">A number is out of range, or a tensor would not fit an array.</exception>
    public static PopupParent For(ulong seed, PopupStructure structure, int pairs, ImmutableArray<int> target) =>
        structure == PopupStructure.Wide
            ? new PopupParent(seed, structure, 1, WideWidths(target, pairs))
            : new PopupParent(seed, structure, pairs, target);

    /// <summary>
    /// The widths of a wide parent whose parameter count is nearest to that of the pairs; the smaller of two that are as near. With
    /// the broadest hidden layer of width w, a hidden layer that is h of H in the network is ⌊(h·w + ⌊H/2⌋)/H⌋ wide, at least 1.
    /// A network without hidden layers stays as it is.
    /// </summary>
    /// <exception cref="ArgumentException">A number is out of range, or a tensor would not fit an array.</exception>
    public static ImmutableArray<int> WideWidths(ImmutableArray<int> target, int pairs)
    {
        long wanted = new PopupParent(0, PopupStructure.Linear, pairs, target).ParameterCount;
        if (target.Length == 2) return target;
        int broadest = target[1..^1].Max();
        int below = 0;
        int above = Array.MaxLength;
        while (above - below > 1)
        {
            int middle = below + ((above - below) / 2);
            if (Count(Scaled(target, broadest, middle)) <= wanted) below = middle;
            else above = middle;
        }

        ImmutableArray<int> larger = Scaled(target, broadest, above);
        if (below == 0) return larger;
        ImmutableArray<int> smaller = Scaled(target, broadest, below);
        return wanted - Count(smaller) <= Count(larger) - wanted ? smaller : larger;
    }

    /// <summary>The same numbers as what stands behind one weight grid per layer.</summary>
    /// <param name="nonNegativeInputs">Whether the parent's inputs are known to be ≥ 0; those of later layers are.</param>
    public ImmutableArray<ParentGrid> Grids(bool nonNegativeInputs) =>
        [.. Enumerable.Range(0, Layers).Select(layer => Grid(layer, layer > 0 || nonNegativeInputs))];

    /// <summary>The weights of a tensor from element <paramref name="start"/> on.</summary>
    public void Fill(int tensor, long start, Span<float> destination) =>
        Tensors[tensor].Distribution.Fill(new RandomStream(Seed, (uint)tensor), (ulong)start, destination);

    /// <inheritdoc/>
    public bool Equals(PopupParent? other) =>
        other is not null
            && Seed == other.Seed
            && Structure == other.Structure
            && Pairs == other.Pairs
            && Widths.AsSpan().SequenceEqual(other.Widths.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Seed);
        hash.Add(Structure);
        hash.Add(Pairs);
        foreach (int width in Widths) hash.Add(width);
        return hash.ToHashCode();
    }

    private ParentGrid Grid(int layer, bool nonNegative)
    {
        int tensor = IsPair ? 2 * layer : layer;
        ParentStructure structure = Structure switch
        {
            PopupStructure.Linear => ParentStructure.Products,
            PopupStructure.Relu => ParentStructure.Rectified,
            _ => ParentStructure.Direct,
        };
        return new ParentGrid(
            new GridShape(Widths[layer + 1], 1, Widths[layer], HasBias: false),
            structure,
            Pairs,
            CandidateShare.Weight,
            CandidateOrder.Rounds,
            structure == ParentStructure.Rectified && nonNegative,
            (uint)tensor,
            Tensors[tensor].Distribution,
            Tensors[IsPair ? tensor + 1 : tensor].Distribution);
    }

    private static ImmutableArray<PopupTensor> Describe(PopupStructure structure, int pairs, ImmutableArray<int> widths)
    {
        var tensors = ImmutableArray.CreateBuilder<PopupTensor>();
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            int inputs = widths[layer];
            int outputs = widths[layer + 1];
            if (inputs < 1 || outputs < 1) throw new ArgumentException(Invariant($"layer {layer} of widths {inputs} and {outputs} is empty"));
            var fanIn = new NormalDistribution(Math.Sqrt(2.0 / inputs));
            if (structure == PopupStructure.Wide)
            {
                tensors.Add(new PopupTensor(layer, new Shape(outputs, inputs), fanIn));
                continue;
            }

            var first = new Shape(pairs, inputs);
            tensors.Add(new PopupTensor(layer, first, new NormalDistribution(Math.Sqrt(2))));
            tensors.Add(new PopupTensor(layer, new Shape(outputs, first.Length), fanIn));
        }

        return tensors.ToImmutable();
    }

    private static ImmutableArray<int> Scaled(ImmutableArray<int> target, int broadest, int width) =>
        [
            target[0],
            .. target[1..^1].Select(hidden => (int)Math.Clamp((((long)hidden * width) + (broadest / 2)) / broadest, 1, Array.MaxLength)),
            target[^1],
        ];

    private static Int128 Count(ImmutableArray<int> widths)
    {
        Int128 count = 0;
        for (int layer = 0; layer + 1 < widths.Length; layer++) count += (Int128)widths[layer] * widths[layer + 1];
        return count;
    }
}
