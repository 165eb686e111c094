using System.Globalization;

namespace Espalier.Lab.Specifications;

/// <summary>What one cell takes. It decides how many run at once, and never what comes out.</summary>
/// <param name="Threads">Threads of its own.</param>
/// <param name="MemoryMiB">Memory; 0 for little enough not to count.</param>
public sealed record CellResources(int Threads, long MemoryMiB)
{
    /// <summary>One thread.</summary>
    public static CellResources Standard { get; } = new(1, 0);

    /// <summary>How many cells a worker runs at once.</summary>
    /// <param name="threads">The worker's threads.</param>
    /// <param name="memoryMiB">The worker's memory; 0 for as much as it takes.</param>
    public int CellsAtOnce(int threads, long memoryMiB)
    {
        long byMemory = MemoryMiB == 0 || memoryMiB == 0 ? int.MaxValue : memoryMiB / MemoryMiB;
        return (int)Math.Min(threads / Threads, byMemory);
    }

    /// <summary>Reads <c>512M</c>, <c>4G</c> or <c>1T</c>; a number alone is MiB, as SLURM has it. Null where it is none.</summary>
    public static long? ParseMemory(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        long factor = text.Length == 0
            ? 0
            : char.ToUpperInvariant(text[^1]) switch { 'M' => 1, 'G' => 1024, 'T' => 1024 * 1024, >= '0' and <= '9' => 1, _ => 0 };
        string digits = text.TrimEnd('M', 'G', 'T', 'm', 'g', 't');
        bool isOne = factor > 0
            && digits.Length >= text.Length - 1
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number is > 0 and < 1L << 40;
        return isOne ? long.Parse(digits, CultureInfo.InvariantCulture) * factor : null;
    }
}
