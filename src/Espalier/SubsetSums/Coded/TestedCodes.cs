namespace Espalier.SubsetSums.Coded;

/// <summary>Codes of 32 numbers that did best among many on normal weights, and how wide their values should be.</summary>
internal static class TestedCodes
{
    /// <summary>The number of the code to use, 0 where none was searched for.</summary>
    public static uint Number(int bitsPerWeight, int windowBits) => (bitsPerWeight, windowBits) switch
    {
        (2, 12) => 190,
        (3, 12) => 136,
        (4, 12) => 166,
        (1, 14) => 102,
        (2, 14) => 235,
        (3, 14) => 222,
        (4, 14) => 188,
        (5, 14) => 122,
        (4, 16) => 12,
        _ => 0,
    };

    /// <summary>The standard deviation of the values for targets of standard deviation 1 that gives the least error.</summary>
    public static double ValueScale(int bitsPerWeight) => bitsPerWeight switch
    {
        1 => 0.88,
        2 => 1.00,
        3 => 1.06,
        4 => 1.09,
        _ => 1.11,
    };
}
