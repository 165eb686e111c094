using Espalier.Numerics;

namespace Espalier.Theory.Proven;

/// <summary>ln Γ(n/2) as intervals, by Γ(z + 1) = zΓ(z) from Γ(½) = √π and Γ(1) = 1.</summary>
internal static class HalfIntegerGamma
{
    private static readonly Lock Gate = new();
    private static Interval[] _table = [Interval.Of(0), 0.5 * OutwardFunctions.Log(OutwardFunctions.Pi), Interval.Of(0)];

    /// <summary>ln Γ(n/2) for n ≥ 1.</summary>
    public static Interval Log(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        Interval[] table = Volatile.Read(ref _table);
        return n < table.Length ? table[n] : Longer(n)[n];
    }

    private static Interval[] Longer(int n)
    {
        lock (Gate)
        {
            int known = _table.Length;
            if (n < known) return _table;
            var longer = new Interval[Math.Max(n + 1, 2 * known)];
            _table.CopyTo(longer, 0);
            for (int i = known; i < longer.Length; i++) longer[i] = longer[i - 2] + OutwardFunctions.Log(0.5 * (i - 2));
            Volatile.Write(ref _table, longer);
            return longer;
        }
    }
}
