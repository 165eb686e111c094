using System.Numerics;

namespace Espalier.Numerics.Random;

/// <summary>Permutations and subsets as pure functions of a stream, which they read from word 0 on.</summary>
public static class RandomOrder
{
    /// <summary>A permutation of 0 … <paramref name="count"/> − 1, every one equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static int[] Permutation(RandomStream stream, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] permutation = new int[count];
        Permute(stream, permutation);
        return permutation;
    }

    /// <summary>Fills a span with a permutation of its indices, every one equally likely.</summary>
    /// <remarks>Fisher and Yates, from the last place down: exchange place i with place j drawn from [0, i].</remarks>
    public static void Permute(RandomStream stream, Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
        var integers = new BoundedIntegers(stream);
        for (int i = destination.Length - 1; i > 0; i--)
        {
            int j = integers.Below(i + 1);
            (destination[i], destination[j]) = (destination[j], destination[i]);
        }
    }

    /// <summary><paramref name="size"/> of the integers below <paramref name="count"/>, ascending, every subset equally likely.</summary>
    /// <remarks>R. Floyd's algorithm: <paramref name="size"/> draws; it marks in <paramref name="count"/>/8 bytes.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or exceeds the count.</exception>
    public static int[] Subset(RandomStream stream, int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, count);
        if (size == 0) return [];
        ulong[] marks = new ulong[(count >> 6) + 1];
        var integers = new BoundedIntegers(stream);
        for (int last = count - size; last < count; last++)
        {
            int drawn = integers.Below(last + 1);
            if (!Mark(marks, drawn)) Mark(marks, last);
        }

        return Marked(marks, size);
    }

    /// <summary>Marks an index.</summary>
    /// <returns>Whether the mark is new.</returns>
    private static bool Mark(ulong[] marks, int index)
    {
        ulong bit = 1UL << (index & 63);
        bool isNew = (marks[index >> 6] & bit) == 0;
        marks[index >> 6] |= bit;
        return isNew;
    }

    private static int[] Marked(ulong[] marks, int size)
    {
        int[] indices = new int[size];
        int found = 0;
        for (int i = 0; i < marks.Length; i++)
        {
            for (ulong rest = marks[i]; rest != 0; rest &= rest - 1) indices[found++] = (i << 6) + BitOperations.TrailingZeroCount(rest);
        }

        return indices;
    }
}
