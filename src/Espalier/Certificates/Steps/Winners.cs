namespace Espalier.Certificates.Steps;

/// <summary>The elements of which each output of a round of maximum pooling is the larger one, in the value that enters the round.</summary>
internal sealed class Winners
{
    /// <summary>Keeps the pairs.</summary>
    /// <param name="first">One element of each output.</param>
    /// <param name="second">The other, or −1 where there is none.</param>
    /// <param name="size">The length of the value that enters.</param>
    public Winners(int[] first, int[] second, int size)
    {
        (First, Second) = (first, second);
        var uses = new int[size];
        foreach (int element in first.Concat(second))
            if (element >= 0) uses[element]++;
        MostUses = uses.Max();
    }

    public int[] First { get; }

    public int[] Second { get; }

    /// <summary>How many outputs an element may win at once.</summary>
    public int MostUses { get; }

    /// <summary>Whether another round has the same pairs.</summary>
    public bool IsLike(Winners other) => First.AsSpan().SequenceEqual(other.First) && Second.AsSpan().SequenceEqual(other.Second);
}
