using System.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>The shortest prefix of one weight's candidates that holds a subset within ε, and the best subset of that prefix.</summary>
/// <remarks>
/// Width n adds the 2^(n−1) subsets that keep candidate n. They are walked in 32-bit units: up to 13 candidates every sum is stored,
/// up to 21 the stored ones are walked once for every subset of the later ones. Beyond, the sums of the first 14 (from 31 on, of 20)
/// are sorted once, and every subset of the later candidates looks its complement up. So the worst width, 44, takes 2^23 look-ups
/// and 20 MiB. What the units let through is looked at exactly; where they let through too much, the exact solver of single
/// instances decides. So the answer is a function of the numbers alone.
/// </remarks>
internal sealed unsafe class PrefixSearch
{
    /// <summary>The width up to which sums are walked; the units of <see cref="ExponentFor"/> leave room for as many candidates.</summary>
    public const int Walked = 21;

    private const int Stored = 13;
    private const int FourWidths = 4;
    private const int SmallTable = 14;
    private const int LastOfSmallTable = 30;

    /// <summary>Where all candidates miss, so many are searched for the subset to be kept.</summary>
    internal const int MissWidth = 26;

    /// <summary>Finer units where 64 bits hold a sum and its subset.</summary>
    private const int FinerBits = 12;

    /// <summary>Units by which rounding moves a distance, at most: one for each candidate walked, and those of target and ε.</summary>
    public const int Slack = Walked + 3;

    private readonly uint[] _memory = GC.AllocateUninitializedArray<uint>((1 << Stored) + 16, pinned: true);
    private readonly uint* _sums;
    private readonly double[] _candidates = new double[SubsetSum.MaxCandidates];
    private readonly PrefixTable _table = new();
    private readonly long[] _fine = new long[SubsetSum.MaxCandidates];
    private readonly SubsetSumWorkspace _workspace = new();
    private int _tabled;

    public PrefixSearch()
    {
        fixed (uint* start = _memory) _sums = (uint*)(((nint)start + 63) & ~(nint)63);
    }

    /// <summary>The exponent of the units of 1, for candidates that do not exceed a bound: 21 of them stay below 2^29 units.</summary>
    public static int ExponentFor(double bound) => bound > 0 ? Math.Clamp(24 - (Math.ILogB(bound) + 1), -1000, 900) : 0;

    /// <summary>Solves one weight.</summary>
    /// <param name="candidates">Its candidates.</param>
    /// <param name="target">The weight.</param>
    /// <param name="epsilon">The tolerance.</param>
    /// <param name="exponent">The exponent of the units, of <see cref="ExponentFor"/>.</param>
    /// <param name="costs">What codes cost, or null for the shortest prefix.</param>
    /// <param name="tested">A width known to hold no hit; −1 for none.</param>
    /// <param name="pause">Where to give up for now, with null.</param>
    /// <param name="vectors">False asks for the scalar twins.</param>
    public HittingResult? Solve<TCandidates>(
        scoped in TCandidates candidates, double target, double epsilon, int exponent, HitCosts? costs, int tested, int pause, bool vectors)
        where TCandidates : ICandidates, allows ref struct
    {
        var choice = new HitChoice(target, epsilon, costs);
        if (tested < 0) choice.Offer([], 0);
        double scale = Math.ScaleB(1, exponent);
        uint tolerance = Tolerance(epsilon, scale);
        uint start = tolerance - (uint)Unit(target, scale);
        _sums[0] = start;
        _tabled = 0;
        long lowest = (int)start;
        long highest = lowest;
        int count = candidates.Count;
        int last = Math.Min(count, pause);
        int width = 1;
        if (vectors && tested >= FourWidths && last >= FourWidths)
        {
            Four(in candidates, scale, ref lowest, ref highest);
            width += FourWidths;
        }

        for (; width <= last; width++)
        {
            if (choice.Found && (costs is null || costs.CheapestBeyond(width - 1) > choice.Cost)) break;
            double candidate = candidates[width - 1];
            _candidates[width - 1] = candidate;
            choice.Next();
            if (width <= Walked)
            {
                int unit = Unit(candidate, scale);
                lowest += Math.Min(unit, 0);
                highest += Math.Max(unit, 0);
                bool reached = width > tested && highest >= 0 && lowest <= 2L * tolerance;
                if (width <= Stored) Store(width, unit, 2 * tolerance, reached, vectors, ref choice);
                else if (reached) Walk(width, scale, 2 * tolerance, vectors, ref choice);
            }
            else
            {
                if (width == Walked + 1 && !choice.Found && IsBesideGrid(in candidates, width, target, epsilon)) return Miss(count, target, epsilon);
                LookUp(width, target, epsilon, exponent + FinerBits, ref choice);
            }

            if (choice.Overflowed) return Exactly(in candidates, width, target, epsilon);
        }

        if (choice.Found) return new HittingResult(SubsetSumStatus.Found, choice.Mask, choice.Error);
        return last < count ? null : Miss(count, target, epsilon);
    }

    /// <summary>ε in units, with room for the rounding.</summary>
    public static uint Tolerance(double epsilon, double scale) => (uint)Math.Min(Math.Ceiling(epsilon * scale), FirstFour.Reach) + Slack;

    private static int Unit(double value, double scale) => (int)Math.Clamp(value * scale, -FirstFour.Reach, FirstFour.Reach);

    /// <summary>Stores the sums of four candidates that hold no hit.</summary>
    private void Four<TCandidates>(scoped in TCandidates candidates, double scale, ref long lowest, ref long highest)
        where TCandidates : ICandidates, allows ref struct
    {
        int* units = stackalloc int[FourWidths];
        for (int i = 0; i < FourWidths; i++)
        {
            _candidates[i] = candidates[i];
            units[i] = Unit(_candidates[i], scale);
            lowest += Math.Min(units[i], 0);
            highest += Math.Max(units[i], 0);
        }

        PrefixSums.Four(_sums, (uint)units[0], (uint)units[1], (uint)units[2], (uint)units[3]);
    }

    private void Store(int width, int unit, uint tolerance, bool reached, bool vectors, ref HitChoice choice)
    {
        int half = 1 << (width - 1);
        if (PrefixSums.Extend(_sums, half, (uint)unit, tolerance, vectors) && reached)
            PrefixSums.Collect(_sums + half, half, 0, tolerance, (ulong)half, _candidates, vectors, ref choice);
    }

    /// <summary>Goes through the subsets of the candidates behind the stored ones in the order of a Gray code.</summary>
    private void Walk(int width, double scale, uint tolerance, bool vectors, ref HitChoice choice)
    {
        ulong with = 1UL << (width - 1);
        int offset = Unit(_candidates[width - 1], scale);
        for (uint step = 1; ; step++)
        {
            if (PrefixSums.Any(_sums, 1 << Stored, (uint)offset, tolerance, vectors))
                PrefixSums.Collect(_sums, 1 << Stored, (uint)offset, tolerance, with, _candidates, vectors, ref choice);
            int place = Stored + BitOperations.TrailingZeroCount(step);
            if (place >= width - 1 || choice.Overflowed) return;
            with ^= 1UL << place;
            int unit = Unit(_candidates[place], scale);
            offset += (with & (1UL << place)) != 0 ? unit : -unit;
        }
    }

    private void LookUp(int width, double target, double epsilon, int exponent, ref HitChoice choice)
    {
        double scale = Math.ScaleB(1, exponent);
        double reach = (double)FirstFour.Reach * (1L << FinerBits);
        long tolerance = (long)Math.Min(Math.Ceiling(epsilon * scale), reach) + SubsetSum.MaxCandidates;
        long rest = (long)Math.Clamp(target * scale, -4 * reach, 4 * reach);
        long lowest = -tolerance;
        long highest = tolerance;
        for (int i = 0; i < width; i++)
        {
            _fine[i] = (long)Math.Round(_candidates[i] * scale);
            lowest += Math.Min(_fine[i], 0);
            highest += Math.Max(_fine[i], 0);
        }

        if (rest < lowest || rest > highest) return;
        int tabled = width <= LastOfSmallTable ? SmallTable : PrefixTable.MostCandidates;
        if (_tabled != tabled) _table.Build(_fine.AsSpan(0, tabled));
        _tabled = tabled;
        ulong with = 1UL << (width - 1);
        rest -= _fine[width - 1];
        for (uint step = 1; ; step++)
        {
            _table.Offer(rest - tolerance, rest + tolerance, with, _candidates, ref choice);
            int place = tabled + BitOperations.TrailingZeroCount(step);
            if (place >= width - 1 || choice.Overflowed) return;
            with ^= 1UL << place;
            rest += (with & (1UL << place)) != 0 ? -_fine[place] : _fine[place];
        }
    }

    /// <summary>The first width, from one on, at which the exact solver finds a subset: widths double, then halve.</summary>
    private HittingResult Exactly<TCandidates>(scoped in TCandidates candidates, int width, double target, double epsilon)
        where TCandidates : ICandidates, allows ref struct
    {
        int count = candidates.Count;
        for (int i = width; i < count; i++) _candidates[i] = candidates[i];
        int tooFew = width - 1;
        int enough = width;
        SubsetSumResult result = Prefix(enough, target, epsilon);
        while (result.Status != SubsetSumStatus.Found)
        {
            if (enough == count) return Miss(count, target, epsilon);
            int step = Math.Max(1, enough - width);
            (tooFew, enough) = (enough, Math.Min(count, enough + step));
            result = Prefix(enough, target, epsilon);
        }

        while (enough - tooFew > 1)
        {
            int middle = (tooFew + enough) / 2;
            SubsetSumResult other = Prefix(middle, target, epsilon);
            if (other.Status == SubsetSumStatus.Found) (enough, result) = (middle, other);
            else tooFew = middle;
        }

        return new HittingResult(result.Status, result.Mask, result.Error);
    }

    private SubsetSumResult Prefix(int width, double target, double epsilon) =>
        SubsetSum.Solve(_candidates.AsSpan(0, width), target, SubsetSumObjective.Error, epsilon, _workspace);

    /// <summary>
    /// What misses keeps all candidates of the target's sign, where even they fall short of it; else the subset of smallest error of
    /// the first candidates, as many as take milliseconds.
    /// </summary>
    private HittingResult Miss(int count, double target, double epsilon)
    {
        ulong all = 0;
        for (int i = 0; i < count; i++)
            if (_candidates[i] * Math.Sign(target) > 0) all |= 1UL << i;
        ExactSum rest = ExactSum.Difference(target, _candidates, all);
        bool fallsShort = rest.IsExact && rest.Sign * Math.Sign(target) > 0;
        SubsetSumResult result = fallsShort
            ? ExactSum.Report(_candidates.AsSpan(0, count), target, epsilon, all)
            : Prefix(Math.Min(count, MissWidth), target, epsilon);
        return new HittingResult(SubsetSumStatus.Infeasible, result.Mask, result.Error);
    }

    /// <summary>Whether the target is farther than ε from every multiple of the power of two that all candidates are multiples of.</summary>
    private bool IsBesideGrid<TCandidates>(scoped in TCandidates candidates, int from, double target, double epsilon)
        where TCandidates : ICandidates, allows ref struct
    {
        int count = candidates.Count;
        for (int i = from; i < count; i++) _candidates[i] = candidates[i];
        BinaryScale scale = BinaryScale.Of(_candidates.AsSpan(0, count), 0);
        double unit = Math.ScaleB(1, scale.Exponent);
        return epsilon < unit && Math.Abs(Math.IEEERemainder(target, unit)) > epsilon;
    }
}
