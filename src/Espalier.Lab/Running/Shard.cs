using System.Globalization;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Running;

/// <summary>
/// One of n parts of the cells, decided by the address alone: the tasks of a job array agree on who does what without talking to each other.
/// </summary>
public readonly record struct Shard
{
    /// <summary>Part <paramref name="number"/> (from 1) of <paramref name="count"/>.</summary>
    /// <exception cref="InvalidInputException">There is no such part.</exception>
    public Shard(int number, int count)
    {
        if (count < 1 || number < 1 || number > count)
            throw new InvalidInputException("shard", null, $"there is no shard {number}/{count}", "give i/n with i from 1 to n, for example 2/8");
        Number = number;
        Count = count;
    }

    /// <summary>All cells.</summary>
    public static Shard Whole => new(1, 1);

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>How many parts.</summary>
    public int Count { get; }

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="InvalidInputException">The text is something else.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        bool isPair = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return isPair
            ? new(number, count)
            : throw new InvalidInputException("shard", null, $"\"{text}\" is not a shard", "give i/n with i from 1 to n, for example 2/8");
    }

    /// <summary>Whether a cell, or a point with all its replicates, belongs to this part.</summary>
    public bool Owns(CellAddress address) => address.ShardKey % (ulong)Count == (ulong)(Number - 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";
}
