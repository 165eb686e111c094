using System.Numerics;
using System.Runtime.CompilerServices;

namespace Espalier.Theory;

/// <summary>
/// The distribution of a birth–death chain, one step at a time. Each state's probability is a float64 times its own power of 2⁵¹², because
/// the probabilities of low and high states drift apart by thousands of orders of magnitude, and the small ones are the ones wanted.
/// </summary>
internal sealed class ChainDistribution
{
    private const int DigitBits = 512;

    /// <summary>States that go together; a multiple of every vector's length.</summary>
    private const int RunLength = 64;

    /// <summary>Numbers stay in [2⁻²⁵⁶, 2²⁵⁶), so that a step neither overflows nor underflows.</summary>
    private static readonly double Low = Math.ScaleB(1, -DigitBits / 2);

    private static readonly double High = Math.ScaleB(1, DigitBits / 2);
    private static readonly double Digit = Math.ScaleB(1, DigitBits);
    private static readonly double InverseDigit = Math.ScaleB(1, -DigitBits);

    private readonly BirthDeathChain _chain;
    private double[] _values;
    private double[] _nextValues;
    private int[] _digits;
    private int[] _nextDigits;
    private int _top;

    public ChainDistribution(BirthDeathChain chain)
    {
        _chain = chain;
        // One state of probability 0 on either side saves the ends a special case.
        int length = chain.Cap + 3;
        _values = new double[length];
        _nextValues = new double[length];
        _digits = new int[length];
        _nextDigits = new int[length];
        _values[chain.Start + 1] = 1;
        _top = chain.Start;
    }

    /// <summary>Pr(B = 0) now.</summary>
    public ScaledProbability AtZero => ScaledProbability.Of(_values[1], (long)_digits[1] * DigitBits);

    /// <summary>One step; whether any probability changed.</summary>
    public bool Step()
    {
        double up = _chain.Up;
        double down = _chain.Down;
        int cap = _chain.Cap;
        int reach = _top = up > 0 ? Math.Min(_top + 1, cap) : _top;
        bool changed = StepState(1, up, down, Math.Max(1 - up, 0));
        double interior = Math.Max(1 - up - down, 0);
        int state = 1;
        while (state < reach)
        {
            int end = Math.Min(state + RunLength, reach);
            // Most runs of states share one power: they go many at a time, with the same roundings as one by one.
            if (Vector.IsHardwareAccelerated && end - state == RunLength && TryStepRun(state + 1, up, down, interior, ref changed)) state = end;
            for (; state < end; state++) changed |= StepState(state + 1, up, down, interior);
        }

        if (reach > 0) changed |= StepState(reach + 1, up, down, reach < cap ? interior : Math.Max(1 - down, 0));

        (_values, _nextValues) = (_nextValues, _values);
        (_digits, _nextDigits) = (_nextDigits, _digits);
        return changed;
    }

    /// <summary>A run of interior states, if they and their neighbours share one power and the results keep it.</summary>
    private bool TryStepRun(int at, double up, double down, double stay, ref bool changed)
    {
        int digit = _digits[at];
        if (_digits.AsSpan(at - 1, RunLength + 2).ContainsAnyExcept(digit)) return false;
        ref double source = ref _values[at];
        ref double destination = ref _nextValues[at];
        var ups = new Vector<double>(up);
        var downs = new Vector<double>(down);
        var stays = new Vector<double>(stay);
        var smallest = new Vector<double>(double.PositiveInfinity);
        Vector<double> largest = Vector<double>.Zero;
        Vector<long> same = Vector<long>.AllBitsSet;
        for (int i = 0; i < RunLength; i += Vector<double>.Count)
        {
            Vector<double> below = Vector.LoadUnsafe(ref Unsafe.Add(ref source, i - 1));
            Vector<double> here = Vector.LoadUnsafe(ref Unsafe.Add(ref source, i));
            Vector<double> above = Vector.LoadUnsafe(ref Unsafe.Add(ref source, i + 1));
            Vector<double> value = (below * ups) + (here * stays) + (above * downs);
            value.StoreUnsafe(ref Unsafe.Add(ref destination, i));
            smallest = Vector.Min(smallest, value);
            largest = Vector.Max(largest, value);
            same &= Vector.Equals(value, here);
        }

        if (!Vector.GreaterThanOrEqualAll(smallest, new Vector<double>(Low)) || !Vector.LessThanAll(largest, new Vector<double>(High))) return false;
        if (_nextDigits[at] != digit || _nextDigits.AsSpan(at, RunLength).ContainsAnyExcept(digit)) _nextDigits.AsSpan(at, RunLength).Fill(digit);
        changed |= same != Vector<long>.AllBitsSet;
        return true;
    }

    private bool StepState(int at, double up, double down, double stay)
    {
        int digit = _digits[at];
        double below = _values[at - 1];
        double here = _values[at];
        double above = _values[at + 1];
        if (_digits[at - 1] != digit || _digits[at + 1] != digit)
            digit = Align(at, up > 0 ? below : 0, stay > 0 ? here : 0, down > 0 ? above : 0, out below, out here, out above);
        double value = (below * up) + (here * stay) + (above * down);
        if (value < Low && value > 0)
        {
            value *= Digit;
            digit--;
        }
        else if (value >= High)
        {
            value *= InverseDigit;
            digit++;
        }

        _nextValues[at] = value;
        _nextDigits[at] = digit;
        return value != _values[at] || digit != _digits[at];
    }

    /// <summary>Brings three numbers to the largest power among those that are not 0 and lead somewhere.</summary>
    private int Align(int at, double fromBelow, double fromHere, double fromAbove, out double below, out double here, out double above)
    {
        int largest = int.MinValue;
        if (fromBelow != 0) largest = _digits[at - 1];
        if (fromHere != 0) largest = Math.Max(largest, _digits[at]);
        if (fromAbove != 0) largest = Math.Max(largest, _digits[at + 1]);
        if (largest == int.MinValue) largest = 0;
        below = fromBelow == 0 ? 0 : Scaled(fromBelow, _digits[at - 1] - largest);
        here = fromHere == 0 ? 0 : Scaled(fromHere, _digits[at] - largest);
        above = fromAbove == 0 ? 0 : Scaled(fromAbove, _digits[at + 1] - largest);
        return largest;
    }

    /// <summary>
    /// Two powers apart, one number is at most 2⁻⁵¹² of the other: below its last bit whatever
    /// <see cref="BirthDeathChain.SmallestProbability"/> makes of it.
    /// </summary>
    private static double Scaled(double value, int digits) => digits switch { 0 => value, -1 => value * InverseDigit, _ => 0 };
}
