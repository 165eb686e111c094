using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>
/// The distinct subset sums of a few candidates in ascending order, each with its preferred subset: the fewest kept, then the
/// smallest mask.
/// </summary>
/// <remarks>
/// Because the parts of an instance use disjoint bits, the preferred subset of a sum of parts is the union of the parts'
/// preferred subsets: that is why the others can be dropped here.
/// </remarks>
internal sealed class SubsetList<T>
    where T : IBinaryInteger<T>
{
    private SubsetList(T[] sums, ulong[] masks, int count)
    {
        Sums = sums;
        Masks = masks;
        Count = count;
    }

    public T[] Sums { get; }

    public ulong[] Masks { get; }

    public int Count { get; }

    /// <summary>The sums over candidates first … first + count − 1, by merging each doubled list: no sorting.</summary>
    public static SubsetList<T> Of(ReadOnlySpan<T> candidates, int first, int count)
    {
        SubsetList<T> list = Zero();
        for (int i = first; i < first + count; i++) list = list.With(candidates[i], 1UL << i);
        return list;
    }

    /// <summary>Whether subset a is preferred to subset b of the same sum.</summary>
    public static bool Prefers(ulong a, ulong b)
    {
        int order = BitOperations.PopCount(a) - BitOperations.PopCount(b);
        return order < 0 || (order == 0 && a < b);
    }

    /// <summary>This list merged with <paramref name="shifted"/> moved by a value and a bit.</summary>
    public static SubsetList<T> Merge(SubsetList<T> kept, SubsetList<T> shifted, T value, ulong bit)
    {
        var sums = new T[kept.Count + shifted.Count];
        ulong[] masks = new ulong[sums.Length];
        int count = 0;
        for (int i = 0, j = 0; i < kept.Count || j < shifted.Count;)
        {
            bool fromKept = j == shifted.Count || (i < kept.Count && kept.Sums[i] <= shifted.Sums[j] + value);
            T sum = fromKept ? kept.Sums[i] : shifted.Sums[j] + value;
            ulong mask = fromKept ? kept.Masks[i++] : shifted.Masks[j++] | bit;
            if (count > 0 && sums[count - 1] == sum)
            {
                if (Prefers(mask, masks[count - 1])) masks[count - 1] = mask;
                continue;
            }

            sums[count] = sum;
            masks[count++] = mask;
        }

        return new SubsetList<T>(sums, masks, count);
    }

    /// <summary>The list without any subset.</summary>
    public static SubsetList<T> Empty() => new([], [], 0);

    /// <summary>The list of the empty subset alone.</summary>
    public static SubsetList<T> Zero() => new([T.Zero], [0], 1);

    private SubsetList<T> With(T value, ulong bit) => Merge(this, this, value, bit);
}
